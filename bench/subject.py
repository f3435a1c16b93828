"""What is measured: a command in a pty, and what the kernel knows of its process."""
import os
import shutil
import time
from dataclasses import dataclass, field
from pathlib import Path

from harness.terminal import Terminal

COLUMNS, ROWS = 120, 40
#: Nothing written for so long: what came before was the first frame (htop pauses 75 ms between its modes and its frame).
FRAME_PAUSE_SECONDS = 0.15


@dataclass
class Subject:
    """A command to measure; `is_monitor` when it is the product, which can be given servers."""

    name: str
    command: list
    is_monitor: bool = False
    figures: dict = field(default_factory=dict)

    @property
    def executable(self):
        """The file that is run, links followed."""
        return os.path.realpath(shutil.which(self.command[0]) or self.command[0])

    def start(self, *options, prefix=()):
        """Runs it in a pty, behind the words of `prefix` when there are any."""
        environment = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "/"), "TERM": "xterm-256color",
                       "LANG": "C.UTF-8"}
        command = [*prefix, self.executable, *self.command[1:], *map(str, options)]
        return Terminal(command, environment, COLUMNS, ROWS, is_emulated=False)

    def note(self, figure, value):
        """Keeps a measured value under the name of its figure; None when it does not apply."""
        self.figures[figure] = value


def wait_for_frame(terminal):
    """Waits for the first output and the pause after it; gives (nanoseconds since the start, bytes) of that first frame."""
    terminal.wait_until(lambda screen: terminal.output, "a first byte")
    return terminal.wait_for_pause(FRAME_PAUSE_SECONDS)


def resident_megabytes(pid):
    return status_number(f"/proc/{pid}/status", "VmRSS") / 1024


def thread_count(pid):
    return len(list(Path(f"/proc/{pid}/task").iterdir()))


def status_number(path, name):
    """The number beside a name in a /proc status file."""
    for line in Path(path).read_text(encoding="ascii", errors="replace").splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise KeyError(name)


@dataclass(frozen=True)
class Usage:
    """What all threads of a process have used so far."""

    at_ns: int
    cpu_ns: int
    wakeups: int

    @staticmethod
    def of(pid):
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return Usage(
            time.monotonic_ns(),
            sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks),
            sum(status_number(task / "status", "voluntary_ctxt_switches") for task in tasks))

    def since(self, earlier):
        """(percent of one core, wake-ups per second) from an earlier reading to this one."""
        seconds = (self.at_ns - earlier.at_ns) / 1e9
        return (self.cpu_ns - earlier.cpu_ns) / 1e7 / seconds, (self.wakeups - earlier.wakeups) / seconds
