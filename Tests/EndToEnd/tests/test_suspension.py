"""A terminal that takes nothing, and a monitor that is suspended: the backend never waits for either."""
import signal

from harness import generate
from harness.case import MonitorTest
from harness.output import left_behind
from tests.test_feed import now_traces

AT_ONCE_SECONDS = 1.0
BATCH, MAX_BATCHES = 100, 60


class SlowTerminalTest(MonitorTest):
    """The terminal takes nothing: a slow link, or Ctrl+S."""

    def start_stuck(self, size=(300, 100)):
        mongo = self.start_mongo()
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor("--limit", 80, backend=backend, mongo=mongo, size=size)
        self.see_connected(terminal)
        terminal.hold_output()
        return terminal, backend

    def save_until_full(self, terminal, backend):
        """Saves traces until what is drawn for them has filled the pty; gives how many."""
        for batch in range(MAX_BATCHES):
            backend.save(now_traces(BATCH, seed=100 + batch))
            if terminal.is_full():
                return (batch + 1) * BATCH
        raise AssertionError("the pty was never full")

    def test_the_backend_is_not_slowed_down_and_the_newest_state_is_shown_afterwards(self):
        terminal, backend = self.start_stuck()
        saved = self.save_until_full(terminal, backend)
        seconds = backend.save(now_traces(2 * BATCH, seed=41))
        self.assertLess(sum(seconds) / len(seconds), 0.01)
        terminal.release_output()
        self.see_total(terminal, saved + len(seconds))
        self.assert_intact(terminal)

    def test_a_signal_ends_it_all_the_same(self):
        terminal, backend = self.start_stuck()
        self.save_until_full(terminal, backend)
        terminal.signal(signal.SIGTERM)
        terminal.bytes_during(AT_ONCE_SECONDS)
        terminal.release_output()
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 143)


class SuspensionTest(MonitorTest):
    def suspend(self, terminal, by_key):
        terminal.send("\x1a") if by_key else terminal.signal(signal.SIGTSTP)
        terminal.wait_until(lambda screen: left_behind(terminal.output) == [] and terminal.state() == "T", "a stopped process", 3)
        self.assertEqual(terminal.modes(), terminal.modes_before)

    def start_live(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_connected(terminal)
        self.see_total(terminal, 5)
        return terminal, backend, mongo

    def test_a_suspended_monitor_does_not_slow_the_backend_and_catches_up(self):
        terminal, backend, _ = self.start_live()
        alone = self._seconds_per_save(backend, now_traces(100, seed=21))
        self.see_total(terminal, 105)
        self.suspend(terminal, by_key=True)
        terminal.wait_until(lambda screen: backend.state()["clients"] == 0, "the WebSocket closed", 3)
        traces = now_traces(1000, seed=22, response="x" * 2000)
        suspended = self._seconds_per_save(backend, traces)
        self.assertLess(suspended, alone * 3 + 0.001)
        terminal.signal(signal.SIGCONT)
        self.see_connected(terminal)
        self.see_total(terminal, 1105, 20)
        self.assert_intact(terminal)
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(), 0)
        self.assert_left_clean(terminal)

    def _seconds_per_save(self, backend, traces):
        seconds = backend.save(traces)
        return sum(seconds) / len(seconds)

    def test_sigtstp_suspends_and_sigcont_resumes_more_than_once(self):
        terminal, backend, _ = self.start_live()
        for round_number in range(2):
            self.suspend(terminal, by_key=False)
            terminal.signal(signal.SIGCONT)
            self.see_connected(terminal)
            backend.save(now_traces(1, seed=30 + round_number))
            self.see_total(terminal, 6 + round_number)
        self.assert_intact(terminal)

    def test_the_screen_is_redrawn_whole_after_a_suspension(self):
        terminal, _, _ = self.start_live()
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 5, "five rows")
        terminal.wait_for_pause()
        before = self.look(terminal).rows
        self.suspend(terminal, by_key=True)
        terminal.read_screen(lambda screen: screen.reset())
        terminal.signal(signal.SIGCONT)
        self.see_connected(terminal)
        self.see(terminal, lambda dashboard: dashboard.rows == before, "the same screen as before")

    def test_a_suspended_monitor_can_be_ended(self):
        terminal, _, _ = self.start_live()
        self.suspend(terminal, by_key=True)
        terminal.signal(signal.SIGTERM)
        terminal.signal(signal.SIGCONT)
        self.assertEqual(terminal.wait_for_exit(2), 143)
        self.assert_left_clean(terminal)
