"""`--change-stream`: new traces arrive by change stream where there is one, and by polling where there is none."""
from harness import generate
from tests.test_replica_set import FAILOVER_SECONDS, SetTest, new_traces

FOLLOWING = "change stream"
#: Far longer than any wait here: what appears did not come by a poll.
NO_POLLING = "600"


class ChangeStreamTest(SetTest):
    def follow(self, mongo, **more):
        """A monitor that follows the changes."""
        more.setdefault("refresh", NO_POLLING)
        terminal = self.start_monitor("--change-stream", mongo=mongo, **more)
        self.see_text(terminal, FOLLOWING)
        return terminal

    def streams_opened(self, mongo, member=0):
        """The aggregates that opened a change stream, as they were sent."""
        return [entry["body"] for entry in mongo.log(member)["entries"]
                if entry["name"] == "aggregate" and "$changeStream" in entry["body"]["pipeline"][0]]

    def assert_all_there(self, terminal, mongo, total):
        self.see_total(terminal, total, FAILOVER_SECONDS)
        self.assertEqual(self.look(terminal).unique, total)
        self.assert_spoken_well(mongo)

    def test_new_traces_arrive_without_a_poll(self):
        mongo = self.start_set()
        terminal = self.follow(mongo)
        self.see_total(terminal, 5)
        mongo.insert(new_traces(1, seed=8, prompt="by change stream"))
        self.see_text(terminal, "by change stream")
        mongo.insert_with_driver(new_traces(20, seed=9))
        self.assert_all_there(terminal, mongo, 26)
        self.assertEqual(len(self.streams_opened(mongo)), 1)

    def test_a_trace_announced_and_streamed_counts_once(self):
        mongo = self.start_set(0)
        backend = self.start_backend(mongo=mongo)
        terminal = self.follow(mongo, backend=backend)
        self.see_connected(terminal)
        backend.save(generate.traces(10, seed=8))
        self.assert_all_there(terminal, mongo, 10)
        backend.save(generate.traces(1, seed=9), broadcast=False)
        self.assert_all_there(terminal, mongo, 11)

    def test_a_standalone_is_polled(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        terminal = self.start_monitor("--change-stream", mongo=mongo)
        self.see_text(terminal, "polling every 0.5s")
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 7)
        self.assertNotIn(FOLLOWING, self.look(terminal).text)
        self.assertLessEqual(len(self.streams_opened(mongo)), 1)

    def test_a_lost_cursor_is_resumed_behind_the_last_event(self):
        mongo = self.start_set()
        terminal = self.follow(mongo)
        mongo.insert(new_traces(1, seed=8))
        self.see_total(terminal, 6)
        mongo.control("forget", {"cursors": True})
        mongo.insert(new_traces(2, seed=9))
        self.assert_all_there(terminal, mongo, 8)
        terminal.wait_until(lambda screen: len(self.streams_opened(mongo)) == 2, "another stream", FAILOVER_SECONDS)
        self.assertIn("resumeAfter", self.streams_opened(mongo)[-1]["pipeline"][0]["$changeStream"])

    def test_a_killed_primary_loses_nothing(self):
        mongo = self.start_set()
        terminal = self.follow(mongo)
        mongo.insert(new_traces(1, seed=8))
        self.see_total(terminal, 6)
        mongo.control("kill", {"electAfterMs": 300})
        mongo.insert(new_traces(3, seed=9))
        self.assert_all_there(terminal, mongo, 9)
        self.see_text(terminal, FOLLOWING)

    def test_a_forgotten_oplog_is_read_anew_and_its_token_given_up(self):
        mongo = self.start_set()
        terminal = self.follow(mongo, refresh="0.5")
        mongo.insert(new_traces(1, seed=8))
        self.see_total(terminal, 6)
        mongo.set_faults({"commands": ["getMore"], "close": True, "times": 1})
        mongo.insert(new_traces(2, seed=9))
        mongo.control("forget", {"oplog": True, "cursors": True})
        self.assert_all_there(terminal, mongo, 8)
        mongo.insert(new_traces(1, seed=10))
        self.assert_all_there(terminal, mongo, 9)

    def assert_polled_after(self, code):
        """A stream that fails with a code, and can be opened no more, is given up for polling."""
        mongo = self.start_set()
        terminal = self.follow(mongo, refresh="0.5")
        self.see_total(terminal, 5)
        mongo.set_faults({"commands": ["getMore"], "code": code},
                         {"commands": ["aggregate"], "contains": "$changeStream", "code": code})
        mongo.insert(new_traces(2, seed=8))
        self.assert_all_there(terminal, mongo, 7)
        self.see_text(terminal, "polling every 0.5s")
        mongo.insert(new_traces(1, seed=9))
        self.assert_all_there(terminal, mongo, 8)

    def test_a_stream_that_ends_with_280_is_given_up_for_polling(self):
        self.assert_polled_after(280)

    def test_a_stream_that_ends_with_286_is_given_up_for_polling(self):
        self.assert_polled_after(286)

    def test_a_stream_that_ends_with_136_is_given_up_for_polling(self):
        self.assert_polled_after(136)

    def test_a_dropped_collection_is_noticed(self):
        mongo = self.start_set()
        terminal = self.follow(mongo, refresh="0.5")
        self.see_total(terminal, 5)
        mongo.control("drop", {})
        mongo.insert(new_traces(2, seed=8))
        self.see_total(terminal, 2, FAILOVER_SECONDS)
