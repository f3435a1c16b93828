"""Every way out leaves the terminal as it was."""
import os
import random
import signal
import time
from dataclasses import dataclass
from pathlib import Path

from harness import generate
from harness.case import MonitorTest, monitor_path
from harness.output import after_alternate_screen, left_behind
from harness.servers import ROOT
from harness.terminal import Terminal

AT_ONCE_SECONDS = 1.0
STOPPED = "Monitor stopped."
DEFECT = "stopped by a defect of its own"
#: The product's own composition root with a source that has a defect (crash/CrashProbe.cs); built by run.sh.
CRASH_PROGRAM = ROOT / "crash" / "bin" / "Debug" / "net9.0" / "CrashProbe.dll"
CRASH_SECONDS = 20
ALTERNATE_SCREEN_ON, ALTERNATE_SCREEN_OFF = b"\x1b[?1049h", b"\x1b[?1049l"


@dataclass(frozen=True)
class WayOut:
    """One row of the matrix. `acts`: one after the other, a text is typed, a signal sent, a word done (see `ExitMatrixTest.act`);
    `last_line`: what is printed behind the screen, None for nothing."""

    name: str
    acts: tuple
    exit_code: int
    last_line: str = None
    has_keys: bool = True
    crash: str = None


WAYS_OUT = (
    WayOut("q", ("q",), 0, STOPPED),
    WayOut("ctrl_c", ("\x03",), 0, STOPPED),
    WayOut("ctrl_c_twice", ("\x03\x03",), 0, STOPPED),
    WayOut("sigint", (signal.SIGINT,), 0, STOPPED),
    WayOut("sigterm", (signal.SIGTERM,), 143),
    WayOut("sighup", (signal.SIGHUP,), 129),
    WayOut("sigquit", (signal.SIGQUIT,), 131),
    WayOut("ctrl_backslash", ("\x1c",), 131),
    WayOut("sigint_without_keys", (signal.SIGINT,), 0, STOPPED, has_keys=False),
    WayOut("sigterm_without_keys", (signal.SIGTERM,), 143, has_keys=False),
    WayOut("sigtstp_sigcont_q", (signal.SIGTSTP, "stopped", signal.SIGCONT, "drawn", "q"), 0, STOPPED),
    WayOut("ctrl_z_sigcont_sigterm", ("\x1a", "stopped", signal.SIGCONT, "drawn", signal.SIGTERM), 143),
    WayOut("ctrl_z_twice_sigcont_q", ("\x1a", "stopped", signal.SIGCONT, "drawn", "\x1a", "stopped", signal.SIGCONT, "drawn", "q"), 0, STOPPED),
    WayOut("sigterm_while_stopped", ("\x1a", "stopped", signal.SIGTERM, signal.SIGCONT), 143),
    WayOut("sigcont_alone_q", (signal.SIGCONT, "q"), 0, STOPPED),
    WayOut("resized_q", ("resize", "q"), 0, STOPPED),
    WayOut("crash_in_a_source", (), 1, DEFECT, crash="source"),
    WayOut("crash_in_the_loop", (), 1, DEFECT, crash="loop"),
    WayOut("crash_on_a_thread", (), 1, DEFECT, crash="thread"),
)


class ExitMatrixTest(MonitorTest):
    """Compares before and after: line settings (termios), alternate screen, cursor, scroll region, autowrap, bracketed paste,
    synchronized output, pen; and what was printed. One test for each row of WAYS_OUT."""

    def assert_restores(self, way):
        terminal = self.start_drawn(way)
        for act in way.acts:
            self.act(terminal, act)
        self.assertEqual(terminal.wait_for_exit(CRASH_SECONDS if way.crash else AT_ONCE_SECONDS), way.exit_code)
        self.assert_left_clean(terminal)
        printed = after_alternate_screen(terminal.output).strip().splitlines()
        self.assertEqual(len(printed), 0 if way.last_line is None else 1, printed)
        self.assertIn(way.last_line or "", "".join(printed))
        self.assertNotIn(b"secret text", bytes(terminal.output))

    def start_drawn(self, way):
        if way.crash:
            terminal = Terminal(["/usr/bin/env", "dotnet", str(CRASH_PROGRAM), way.crash], self.environment())
            self.addCleanup(terminal.close)
            return terminal
        terminal = self.start_monitor(stdin=None if way.has_keys else "/dev/null")
        self.see_text(terminal, "Recent Traces")
        self.assertNotEqual(left_behind(terminal.output), [])
        return terminal

    def act(self, terminal, act):
        if isinstance(act, signal.Signals):
            terminal.signal(act)
        elif act == "stopped":
            terminal.wait_until(lambda screen: terminal.state() == "T" and left_behind(terminal.output) == [], "a stopped process")
            self.assertEqual(terminal.modes(), terminal.modes_before)
        elif act == "drawn":
            terminal.wait_until(lambda screen: left_behind(terminal.output) != [], "the screen again")
        elif act == "resize":
            terminal.resize(90, 30)
        else:
            terminal.send(act)


def _test_of(way):
    return lambda self: self.assert_restores(way)


for _way in WAYS_OUT:
    setattr(ExitMatrixTest, f"test_{_way.name}", _test_of(_way))


class ClosedTerminalTest(MonitorTest):
    def test_it_ends_at_once(self):
        terminal = self.start_monitor()
        self.see_text(terminal, "Recent Traces")
        terminal.hang_up()
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 129)

    def test_it_ends_at_once_without_keys(self):
        terminal = self.start_monitor(stdin="/dev/null")
        self.see_text(terminal, "Recent Traces")
        terminal.hang_up()
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 129)


class StartTest(MonitorTest):
    """A signal at any moment of the start, the first frame included."""

    RUNS = 40
    SEED = 20
    LATEST_SECONDS = 0.03

    def test_a_signal_during_the_start_leaves_the_terminal_as_it_was(self):
        generator = random.Random(self.SEED)
        for run in range(self.RUNS):
            with self.subTest(f"seed {self.SEED}, run {run}"):
                terminal = self.start_monitor()
                time.sleep(generator.uniform(0, self.LATEST_SECONDS))  # the moment is what is tried
                terminal.signal(signal.SIGTERM)
                self.assertIn(terminal.wait_for_exit(), (143, -signal.SIGTERM))
                self.assertEqual(left_behind(terminal.output), [])
                self.assertEqual(terminal.modes(), terminal.modes_before)
                self.assertEqual(terminal.output.count(ALTERNATE_SCREEN_ON), terminal.output.count(ALTERNATE_SCREEN_OFF))

    def test_ctrl_c_with_the_first_byte(self):
        terminal = self.start_monitor()
        terminal.wait_until(lambda screen: terminal.output, "the first byte")
        terminal.send("\x03")
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 0)
        self.assert_left_clean(terminal)


class ShellJobTest(MonitorTest):
    """Under a shell with job control, which decides whose the terminal is."""

    PROMPT = "ready>"
    #: Long enough for a status that changes to be drawn, were it drawn.
    BACKGROUND_SECONDS = 2

    def start_shell(self):
        shell = ["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"]
        terminal = Terminal(shell, self.environment(PS1=self.PROMPT, TERM="xterm-256color"))
        self.addCleanup(terminal.close)
        self.see_text(terminal, self.PROMPT)
        return terminal

    def run_line(self, terminal, line):
        terminal.send(line + "\n")

    def see_prompt(self, terminal):
        """The shell's, on the screen that was left."""
        terminal.wait_until(lambda screen: left_behind(terminal.output) == [] and screen.display[screen.cursor.y].startswith(self.PROMPT)
                            and terminal.modes() == terminal.modes_before, "the prompt, and the terminal as it was")

    def see_frame(self, terminal):
        terminal.wait_until(lambda screen: left_behind(terminal.output) != [], "the alternate screen")
        self.see_text(terminal, "Recent Traces")

    def test_suspended_continued_in_the_background_and_brought_back(self):
        terminal = self.start_shell()
        self.run_line(terminal, f"{monitor_path()} monitor")
        self.see_frame(terminal)
        terminal.send("\x1a")
        self.see_prompt(terminal)
        self.run_line(terminal, "bg")
        terminal.wait_until(lambda screen: "&" in screen.display[screen.cursor.y - 1], "the job in the background")
        self.run_line(terminal, "echo $((6 * 7))")
        self.see_text(terminal, "42")
        self.see_prompt(terminal)
        self.run_line(terminal, "fg")
        self.see_frame(terminal)
        terminal.send("q")
        self.see_text(terminal, STOPPED)
        self.see_prompt(terminal)

    def test_suspended_behind_another_command(self):
        """The other command stops at the same signal, and may well be the first: the shell then has its prompt on our screen."""
        for wrapped in (f"timeout --foreground 100 {monitor_path()} monitor; true", f"bash -c '{monitor_path()} monitor; true'"):
            terminal = self.start_shell()
            self.run_line(terminal, wrapped)
            self.see_frame(terminal)
            terminal.send("\x1a")
            terminal.wait_until(lambda screen: left_behind(terminal.output) == [] and terminal.modes() == terminal.modes_before,
                                "the shell's screen, and the terminal as it was")

    def test_started_in_the_background_and_brought_to_the_front(self):
        terminal = self.start_shell()
        self.run_line(terminal, f"{monitor_path()} monitor &")
        # Brought to the front while it is about to be stopped, any program is stopped after all.
        self.run_line(terminal, 'until [[ "$(jobs %1)" == *Stopped* ]]; do sleep 0.05; done; echo $((6 * 7))')
        self.see_text(terminal, "42")
        self.see_prompt(terminal)
        self.run_line(terminal, "fg")
        self.see_frame(terminal)
        terminal.send("\x03")
        self.see_text(terminal, STOPPED)
        self.see_prompt(terminal)

    def test_ended_in_the_background(self):
        terminal = self.start_shell()
        self.run_line(terminal, f"{monitor_path()} monitor")
        self.see_frame(terminal)
        terminal.send("\x1a")
        self.see_prompt(terminal)
        self.run_line(terminal, "bg; kill %1; wait %1; echo status $?")
        self.see_text(terminal, "status 143")
        self.see_prompt(terminal)

    def test_stopped_from_outside_and_continued_in_the_background(self):
        terminal = self.start_shell()
        self.run_line(terminal, f"{monitor_path()} monitor")
        self.see_frame(terminal)
        children = Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text(encoding="ascii")
        os.kill(int(children), signal.SIGSTOP)
        self.see_text(terminal, "Stopped")
        self.run_line(terminal, "bg")
        terminal.wait_for_pause()
        before = len(terminal.output)
        self.run_line(terminal, "echo $((6 * 7))")
        terminal.wait_until(lambda screen: b"42" in terminal.output[before:], "the answer of the shell")
        self.assertNotIn(b"\x1b", terminal.bytes_during(self.BACKGROUND_SECONDS))
        self.run_line(terminal, "fg")
        terminal.wait_until(lambda screen: ALTERNATE_SCREEN_ON in terminal.output[before:], "the screen again")
        terminal.send("q")
        self.see_text(terminal, STOPPED)
        self.see_prompt(terminal)


class AtOnceTest(MonitorTest):
    """Whatever the network does."""

    def assert_ctrl_c_ends(self, terminal):
        terminal.send("\x03")
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 0)
        self.assert_left_clean(terminal)

    def test_ctrl_c_while_everything_is_a_black_hole(self):
        hole = self.start_stranger("blackhole")
        terminal = self.start_monitor(backend=hole.port, mongo=f"mongodb://127.0.0.1:{hole.port}")
        self.see_text(terminal, "Recent Traces")
        self.assert_ctrl_c_ends(terminal)

    def test_ctrl_c_when_the_servers_fall_silent(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_connected(terminal)
        self.see_total(terminal, 5)
        mongo.set_faults(is_black_hole=True)
        backend.freeze()
        self.addCleanup(backend.thaw)
        self.see_text(terminal, "DB poll error", 10)
        self.assert_ctrl_c_ends(terminal)


class NoWayOutTest(MonitorTest):
    """What must not end it, and must not be drawn."""

    #: Longer than an unfinished sequence is waited for.
    STALL_SECONDS = 1.5

    def start_drawn(self):
        terminal = self.start_monitor()
        self.see_text(terminal, "Recent Traces")
        return terminal

    def test_pasted_text_and_unknown_sequences(self):
        terminal = self.start_drawn()
        terminal.send("\x1b[200~quit q\x1b[201~\x1b[Z\x1bOq\x1b[1;5q\x1b]0;q\x07\x1bPqqq\x1b\\\x1b[Mqqq\x1b[?1;2q")
        terminal.send("\x0c")
        before = len(terminal.output)
        terminal.send("\x0c")
        terminal.wait_until(lambda screen: len(terminal.output) > before, "the repaint of Ctrl+L")
        self.assert_intact(terminal)
        self.assertIsNone(terminal.exit_code)

    def test_a_paste_that_stalls_on_a_slow_link(self):
        terminal = self.start_drawn()
        terminal.send("\x1b[200~beginning")
        terminal.bytes_during(self.STALL_SECONDS)
        terminal.send("q\x1b[201~\x0c")
        terminal.bytes_during(AT_ONCE_SECONDS)
        self.assertIsNone(terminal.exit_code)
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(AT_ONCE_SECONDS), 0)

    def test_keys_are_not_echoed(self):
        terminal = self.start_drawn()
        terminal.send("zzzz")
        terminal.send("\x0c")
        self.assertNotIn("zzzz", self.look(terminal).text)
