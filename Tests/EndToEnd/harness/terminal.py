"""The monitor in a real pty, its output read by an independent terminal emulator (pyte)."""
import fcntl
import os
import select
import signal
import struct
import termios
import threading
import time

import pyte

WAIT_SECONDS = 15
EXIT_SECONDS = 5
LOOK_AGAIN_SECONDS = 0.05
RESET_SIGNALS = (signal.SIGPIPE, signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT, signal.SIGTSTP, signal.SIGCONT,
                 signal.SIGWINCH, signal.SIGTTIN, signal.SIGTTOU)


class Screen(pyte.Screen):
    """pyte's screen, mended where it departs from the standard that terminals follow (ECMA-48, DEC STD 070)."""

    def set_margins(self, top=None, bottom=None):
        """DECSTBM: a parameter that is left out or 0 stands for the first or the last row."""
        super().set_margins(top or 1, bottom or self.lines)


class Terminal:
    """One command in a pty. A thread of its own reads all output, so the command never waits for the test. `is_emulated` false:
    the output is kept and not interpreted, for measurements. `stdin` names a file to be read instead of the terminal."""

    def __init__(self, command, environment, columns=120, rows=40, is_emulated=True, stdin=None):
        self._changed = threading.Condition()
        self._stopping_read, self._stop_reading = os.pipe()
        self._reading = threading.Event()
        self._reading.set()
        self.output = bytearray()
        #: (monotonic nanoseconds, bytes in all) after each read.
        self.reads = []
        self.exit_code = None
        self.exited_ns = None
        self._screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self._is_emulated = is_emulated
        self._master, self._slave = os.openpty()
        self._set_size(columns, rows)
        self.modes_before = termios.tcgetattr(self._slave)
        path = os.ttyname(self._slave)
        self.started_ns = time.monotonic_ns()
        actions = [(os.POSIX_SPAWN_OPEN, 0, path, os.O_RDWR, 0), (os.POSIX_SPAWN_DUP2, 0, 1), (os.POSIX_SPAWN_DUP2, 0, 2)]
        if stdin is not None:
            actions.append((os.POSIX_SPAWN_OPEN, 0, stdin, os.O_RDONLY, 0))
        self.pid = os.posix_spawn(command[0], command, environment, file_actions=actions, setsid=True,
                                  setsigdef=RESET_SIGNALS, setsigmask=())
        self._process = os.pidfd_open(self.pid)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    # Output

    def _read(self):
        """Takes output until the command has ended and nothing is left, or until the terminal is closed."""
        while True:
            ready, _, _ = select.select([self._master, self._process, self._stopping_read], [], [])
            if self._stopping_read in ready:
                return
            if self._master in ready:
                self._reading.wait()
                self._take(os.read(self._master, 65536))
            elif self._process in ready:
                self._note_exit()
                return

    def _take(self, data):
        with self._changed:
            self.output += data
            self.reads.append((time.monotonic_ns(), len(self.output)))
            if self._is_emulated:
                self._stream.feed(data)
            self._changed.notify_all()

    def _note_exit(self):
        result = os.waitid(os.P_PIDFD, self._process, os.WEXITED)
        with self._changed:
            self.exited_ns = time.monotonic_ns()
            is_signalled = result.si_code in (os.CLD_KILLED, os.CLD_DUMPED)
            self.exit_code = -result.si_status if is_signalled else result.si_status
            self._changed.notify_all()

    def wait_until(self, condition, what, seconds=WAIT_SECONDS):
        """Waits until `condition(screen)` is truthy, looking after every piece of output and now and then; returns its value."""
        deadline = time.monotonic() + seconds
        with self._changed:
            while True:
                value = condition(self._screen)
                if value:
                    return value
                remaining = deadline - time.monotonic()
                if remaining <= 0 or self.exit_code is not None:
                    problem = f"not within {seconds} s" if self.exit_code is None else f"ended with {self.exit_code}"
                    raise AssertionError(f"{problem}: {what}\n{self.picture()}")
                self._changed.wait(min(remaining, LOOK_AGAIN_SECONDS))

    def wait_for_exit(self, seconds=EXIT_SECONDS):
        """The exit code; the negative signal number when a signal ended it."""
        with self._changed:
            if not self._changed.wait_for(lambda: self.exit_code is not None, seconds):
                raise AssertionError(f"still running after {seconds} s\n{self.picture()}")
            return self.exit_code

    def bytes_during(self, seconds):
        """What is written while nothing is done for a while."""
        start = len(self.output)
        with self._changed:
            self._changed.wait_for(lambda: self.exit_code is not None, seconds)
            return bytes(self.output[start:])

    def wait_for_pause(self, pause_seconds=0.3):
        """Waits until nothing was written for a while; gives (nanoseconds from the start to the last byte, bytes in all)."""
        deadline = time.monotonic() + WAIT_SECONDS
        while self.bytes_during(pause_seconds) and time.monotonic() < deadline:
            pass
        at_ns, byte_count = self.reads[-1]
        return at_ns - self.started_ns, byte_count

    def read_screen(self, action):
        """The result of `action(screen)`, the screen not changing meanwhile."""
        with self._changed:
            return action(self._screen)

    def picture(self):
        """The screen as text, for a failed test's message."""
        return "\n".join(["-" * self._screen.columns, *self._screen.display, "-" * self._screen.columns])

    # What a person does

    def send(self, keys):
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def hold_output(self):
        """Stops taking output, as a slow link or Ctrl+S does: the command's writes fill the pty and then block."""
        self._reading.clear()

    def is_full(self):
        """Whether the pty takes no more: the next write of the command would block."""
        return not select.select([], [self._slave], [], 0)[1]

    def release_output(self):
        self._reading.set()

    def signal(self, number):
        signal.pidfd_send_signal(self._process, number)

    def resize(self, columns, rows):
        with self._changed:
            self._screen.resize(rows, columns)
            self._set_size(columns, rows)

    def _set_size(self, columns, rows):
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def modes(self):
        """The terminal's line settings now."""
        return termios.tcgetattr(self._slave)

    def state(self):
        """The process state as the kernel names it: R, S, T (stopped), Z ..."""
        with open(f"/proc/{self.pid}/stat", encoding="ascii", errors="replace") as file:
            return file.read().rpartition(")")[2].split()[0]

    def close_politely(self):
        """Asks it to end, if it has not ended by itself, and waits for that."""
        if self.exit_code is None:
            self.signal(signal.SIGTERM)
        return self.wait_for_exit()

    def hang_up(self):
        """Closes the terminal, as a dropped connection does; the exit is still noticed."""
        self._leave_reader()
        os.close(self._slave)
        os.close(self._master)
        self._slave = self._master = None
        threading.Thread(target=self._note_exit, daemon=True).start()

    def close(self):
        """Ends the command if it still runs and gives everything back."""
        self.release_output()
        if self.exit_code is None:
            for number in (signal.SIGCONT, signal.SIGKILL):
                self.signal(number)
            self.wait_for_exit()
        self._leave_reader()
        for descriptor in (self._master, self._slave, self._process, self._stopping_read, self._stop_reading):
            if descriptor is not None:
                os.close(descriptor)

    def _leave_reader(self):
        os.write(self._stop_reading, b"x")
        self._reader.join()
