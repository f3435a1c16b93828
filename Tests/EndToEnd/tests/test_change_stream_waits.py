"""A monitor that waits for changes waits for nothing else: it can be stopped and suspended at any moment."""
import signal
from datetime import datetime, timezone

from harness import generate
from harness.case import MonitorTest

#: Far longer than any wait here: what appears did not come by a poll.
NO_POLLING = "600"
#: An idle stream answers every 5 s; who had to wait for it would take longer than this.
AT_ONCE_SECONDS = 2


def new_traces(count, seed):
    """Documents of traces of this moment."""
    traces = generate.traces(count, seed, newest=datetime.now(timezone.utc), spacing_seconds=0.01)
    return generate.new_documents(traces)


class ChangeStreamWaitTest(MonitorTest):
    def start_set(self):
        return self.start_mongo(generate.documents(generate.traces(5)), topology="replicaSet")

    def follow(self, mongo):
        terminal = self.start_monitor("--change-stream", mongo=mongo, refresh=NO_POLLING)
        self.see_text(terminal, "change stream")
        self.see_total(terminal, 5)
        return terminal

    def test_quitting_waits_for_no_change(self):
        terminal = self.follow(self.start_set())
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 0)
        self.assert_left_clean(terminal)

    def test_a_suspension_waits_for_no_change_and_loses_none(self):
        mongo = self.start_set()
        terminal = self.follow(mongo)
        terminal.send("\x1a")
        terminal.wait_until(lambda screen: terminal.state() == "T", "a stopped process", AT_ONCE_SECONDS)
        mongo.insert(new_traces(3, seed=8))
        terminal.signal(signal.SIGCONT)
        self.see_total(terminal, 8)
        self.see_text(terminal, "change stream")
        mongo.insert(new_traces(2, seed=9))
        self.see_total(terminal, 10)
        self.assertEqual(mongo.log()["protocolErrors"], [])
