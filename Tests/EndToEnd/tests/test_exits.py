"""Every way out leaves the terminal as it was."""
import signal

from harness import generate
from harness.case import MonitorTest
from harness.output import after_alternate_screen, left_behind
from tests.test_feed import now_traces

AT_ONCE_SECONDS = 1.0
STOPPED = "Monitor stopped."
BATCH, MAX_BATCHES = 100, 60


class ExitTest(MonitorTest):
    def start_drawn(self, **keywords):
        """A monitor with its first frame on screen; nothing for it to connect to."""
        terminal = self.start_monitor(**keywords)
        self.see_text(terminal, "Recent Traces")
        return terminal

    def assert_ends(self, terminal, code, says_goodbye=False):
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), code)
        self.assert_left_clean(terminal)
        if says_goodbye:
            self.assertEqual(after_alternate_screen(terminal.output).strip().splitlines()[-1], STOPPED)

    def test_ctrl_c_ends_with_0_and_says_goodbye(self):
        terminal = self.start_drawn()
        terminal.send("\x03")
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_sigint_ends_with_0_and_says_goodbye(self):
        terminal = self.start_drawn()
        terminal.signal(signal.SIGINT)
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_q_ends_with_0_and_says_goodbye(self):
        terminal = self.start_drawn()
        terminal.send("q")
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_sigterm_ends_with_143(self):
        terminal = self.start_drawn()
        terminal.signal(signal.SIGTERM)
        self.assert_ends(terminal, 143)

    def test_sighup_ends_with_129(self):
        terminal = self.start_drawn()
        terminal.signal(signal.SIGHUP)
        self.assert_ends(terminal, 129)

    def test_sigquit_restores_the_terminal(self):
        terminal = self.start_drawn()
        terminal.signal(signal.SIGQUIT)
        terminal.wait_for_exit(AT_ONCE_SECONDS)
        self.assert_left_clean(terminal)

    def test_a_closed_terminal_ends_it_at_once(self):
        terminal = self.start_drawn()
        terminal.hang_up()
        terminal.wait_for_exit(AT_ONCE_SECONDS)

    def test_ctrl_c_works_at_once_while_everything_is_a_black_hole(self):
        hole = self.start_stranger("blackhole")
        terminal = self.start_drawn(backend=hole.port, mongo=f"mongodb://127.0.0.1:{hole.port}")
        terminal.send("\x03")
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_ctrl_c_works_at_once_when_the_servers_fall_silent(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_connected(terminal)
        self.see_total(terminal, 5)
        mongo.set_faults(is_black_hole=True)
        backend.freeze()
        self.addCleanup(backend.thaw)
        self.see_text(terminal, "DB poll error", 10)
        terminal.send("\x03")
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_ctrl_c_before_the_first_answer(self):
        terminal = self.start_monitor()
        terminal.wait_until(lambda screen: terminal.output, "the first byte")
        terminal.send("\x03")
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_other_keys_and_pasted_text_end_nothing(self):
        terminal = self.start_drawn()
        terminal.send("\x1b[200~quit q\x1b[201~\x1b[Z\x1bOq\x1b[1;5q")
        terminal.send("\x0c")
        before = len(terminal.output)
        terminal.send("\x0c")
        terminal.wait_until(lambda screen: len(terminal.output) > before, "the repaint of Ctrl+L")
        self.assert_intact(terminal)
        self.assertIsNone(terminal.exit_code)

    def test_keys_are_not_echoed(self):
        terminal = self.start_drawn()
        terminal.send("zzzz")
        terminal.send("\x0c")
        self.assertNotIn("zzzz", self.look(terminal).text)


    def test_without_keys_it_runs_and_a_signal_ends_it(self):
        terminal = self.start_drawn(stdin="/dev/null")
        terminal.signal(signal.SIGINT)
        self.assert_ends(terminal, 0, says_goodbye=True)

    def test_two_interrupts_end_it_once(self):
        terminal = self.start_drawn()
        terminal.send("\x03\x03")
        self.assert_ends(terminal, 0, says_goodbye=True)
        self.assertEqual(bytes(terminal.output).count(STOPPED.encode()), 1)


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
