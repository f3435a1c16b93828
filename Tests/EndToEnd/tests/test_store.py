"""The MongoDB side: what a failing store looks like, how it is named, and that it is only read."""
import json
from pathlib import Path

from harness import generate
from harness.case import MonitorTest
from harness.network import free_port
from harness.servers import MongoServer

READ_COMMANDS = {"hello", "isMaster", "ismaster", "ping", "buildInfo", "aggregate", "count", "find", "getMore", "killCursors",
                 "listIndexes", "endSessions"}


class StoreTest(MonitorTest):
    def test_a_killed_mongodb_leaves_the_data_with_an_error_line_and_comes_back(self):
        mongo = self.start_mongo(generate.documents(generate.traces(12)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_total(terminal, 12)
        stored = mongo.documents()
        mongo.kill()
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line", 10)
        dashboard = self.look(terminal)
        self.assertRegex(dashboard.error_line, r"DB poll error: .*(will retry in \d+s|retrying now)")
        self.assertEqual(dashboard.total, 12)
        self.assertEqual(len(dashboard.traces()), 10)
        self.assertEqual(dashboard.broken_borders(), [])
        self._started(MongoServer(stored + generate.new_documents(generate.traces(2, seed=9)), mongo.port))
        self.see(terminal, lambda dashboard: not dashboard.error_line, "the error line gone", 35)
        self.see_total(terminal, 14)

    def test_live_traces_go_on_while_mongodb_is_down(self):
        backend = self.start_backend()
        terminal = self.start_monitor(backend=backend, mongo=f"mongodb://127.0.0.1:{free_port()}")
        self.see_connected(terminal)
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line", 10)
        backend.save(generate.traces(1, prompt="announced all the same"))
        self.see_text(terminal, "announced all the same", 1)
        self.assertTrue(self.look(terminal).error_line)

    def test_a_mongodb_that_never_answers_gives_the_error_line(self):
        hole = self.start_stranger("blackhole")
        terminal = self.start_monitor(mongo=f"mongodb://127.0.0.1:{hole.port}")
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line", 12)

    def test_something_else_on_mongodbs_port_gives_the_error_line(self):
        web = self.start_stranger("web")
        terminal = self.start_monitor(mongo=f"mongodb://127.0.0.1:{web.port}")
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line", 12)

    def test_a_failing_query_is_named_and_the_data_stays(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3)))
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 3)
        mongo.set_faults({"commands": ["aggregate", "count", "find"], "code": 13, "message": "not authorized on tracellm"})
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line", 10)
        self.assertEqual(self.look(terminal).total, 3)
        self.assertEqual(len(self.look(terminal).traces()), 3)
        mongo.set_faults()
        self.see(terminal, lambda dashboard: not dashboard.error_line, "the error line gone", 35)

    def test_a_cut_connection_is_taken_up_again(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3)))
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 3)
        mongo.set_faults({"commands": ["aggregate"], "close": True, "times": 1})
        mongo.insert(generate.new_documents(generate.traces(1, seed=8)))
        self.see_total(terminal, 4)

    def test_an_old_server_without_convert_is_read_all_the_same(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3)))
        message = "Unrecognized expression '$convert'"
        mongo.set_faults({"commands": ["aggregate"], "contains": "$convert", "code": 168, "message": message})
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 3)
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 3, "three rows")

    def test_a_store_without_secondary_indexes_is_read(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3)))
        mongo.control("indexes", ["_id_"])
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 3)

    def test_an_empty_store_says_what_to_do(self):
        terminal = self.start_monitor(mongo=self.start_mongo())
        self.see_text(terminal, 'No traces yet. Run "tracellm trace" to generate traces.')
        self.see_total(terminal, 0)

    def test_only_reads_reach_mongodb_and_no_secret_is_asked_for(self):
        mongo = self.start_mongo(generate.documents(generate.traces(300)))
        terminal = self.start_monitor(mongo=mongo, refresh="0.2")
        self.see_total(terminal, 300)
        mongo.insert(generate.new_documents(generate.traces(5, seed=8)))
        self.see_total(terminal, 305)
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(), 0)
        log = mongo.log()
        self.assertEqual({entry["name"] for entry in log["entries"]} - READ_COMMANDS, set())
        self.assertEqual(log["protocolErrors"], [])
        self.assertEqual(int(log["openCursors"]["$numberInt"]), 0)
        self.assertEqual({int(entry["opcode"]["$numberInt"]) for entry in log["entries"]}, {2013})
        for entry in log["entries"]:
            self.assertNotIn('{"api_key": {"$numberInt": "1"}', json.dumps(entry["body"]))
        self.assertNotIn(b"sk-secret", bytes(terminal.output))

    def test_zlib_is_used_where_the_address_asks(self):
        mongo = self.start_mongo(generate.documents(generate.traces(300)), compressors=["zlib"])
        terminal = self.start_monitor(mongo=f"{mongo.url}/?compressors=zlib")
        self.see_total(terminal, 300)
        mongo.insert(generate.new_documents(generate.traces(2, seed=8)))
        self.see_total(terminal, 302)
        log = mongo.log()
        self.assertEqual({entry["name"] for entry in log["entries"] if not entry["isCompressed"]} - {"isMaster", "hello"}, set())
        self.assertIn("aggregate", {entry["name"] for entry in log["entries"] if entry["isCompressed"]})
        self.assertEqual(log["protocolErrors"], [])

    def test_the_store_in_use_is_named(self):
        terminal = self.start_monitor(mongo=self.start_mongo())
        self.see_text(terminal, "store: mongodb 127.0.0.1")

    def test_a_password_in_the_address_is_never_shown(self):
        terminal = self.start_monitor(mongo=f"mongodb://reader:hunter2@127.0.0.1:{free_port()}/")
        terminal.wait_until(lambda screen: terminal.output, "a first word")
        terminal.bytes_during(1)
        terminal.close_politely()
        self.assertNotIn(b"hunter2", bytes(terminal.output))

    def test_a_dotenv_file_names_the_store(self):
        mongo = self._started(MongoServer(database="from_dotenv"))
        mongo.insert(generate.documents(generate.traces(4)))
        lines = ("# where the traces are", f'export MONGO_URL="{mongo.url}"', "DB_NAME=from_dotenv  # a comment", "")
        Path(".env").write_text("\n".join(lines), encoding="utf-8")
        terminal = self.start_monitor()
        self.see_total(terminal, 4)

    def test_the_environment_wins_over_the_dotenv_file_and_a_flag_over_both(self):
        mongo = self.start_mongo(generate.documents(generate.traces(4)))
        Path(".env").write_text("MONGO_URL=mongodb://127.0.0.1:1\nDB_NAME=wrong\n", encoding="utf-8")
        by_environment = self.start_monitor(env={"MONGO_URL": mongo.url, "DB_NAME": "tracellm"})
        self.see_total(by_environment, 4)
        wrong = {"MONGO_URL": "mongodb://127.0.0.1:1", "DB_NAME": "wrong"}
        by_flag = self.start_monitor("--db-name", "tracellm", mongo=mongo, env=wrong)
        self.see_total(by_flag, 4)

    def test_an_open_store_costs_one_connection(self):
        mongo = self.start_mongo(generate.documents(generate.traces(4)))
        terminal = self.start_monitor(mongo=mongo, refresh="0.2")
        self.see_total(terminal, 4)
        self.assertEqual(int(mongo.log()["connections"]["$numberInt"]), 1)
