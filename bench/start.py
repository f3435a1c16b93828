"""Start and end: the first frame, its size and writes, the time from signal to exit, the file."""
import os
import re
import shutil
import signal
import statistics
import tempfile
import time
from pathlib import Path

from subject import wait_for_frame

STRACE_SECONDS = 1.0
EXIT_SECONDS = 2


def measure(subject, runs, options=()):
    """Every run is a process of its own; `options` lead the monitor to servers that never answer."""
    frames, sizes, exits = [], [], []
    for _ in range(runs):
        terminal = subject.start(*options)
        elapsed_ns, byte_count = wait_for_frame(terminal)
        frames.append(elapsed_ns / 1e6)
        sizes.append(byte_count)
        exits.append(milliseconds_to_exit(terminal))
        terminal.close()
    size = statistics.median(sizes)
    subject.note("first_frame_ms", statistics.median(frames))
    subject.note("first_frame_bytes", size)
    subject.note("first_frame_writes", first_frame_writes(subject, size, options))
    subject.note("exit_ms", statistics.median(exits))
    subject.note("file_mb", os.path.getsize(subject.executable) / 1e6)


def milliseconds_to_exit(terminal):
    """SIGINT, as Ctrl+C sends it, to the end of the process; SIGTERM for a command that ignores it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        sent_ns = time.monotonic_ns()
        terminal.signal(number)
        try:
            terminal.wait_for_exit(EXIT_SECONDS)
            return (terminal.exited_ns - sent_ns) / 1e6
        except AssertionError:
            continue
    return float("nan")


def first_frame_writes(subject, size, options):
    """The number of write calls that carry the first frame, told by strace; None where it is not installed."""
    strace = shutil.which("strace")
    if strace is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "writes"
        terminal = subject.start(*options, prefix=(strace, "-f", "-qq", "-e", "trace=write,writev", "-o", str(log)))
        terminal.wait_until(lambda screen: terminal.output, "a first byte")
        terminal.bytes_during(STRACE_SECONDS)
        for child in Path(f"/proc/{terminal.pid}/task/{terminal.pid}/children").read_text(encoding="ascii").split():
            os.kill(int(child), signal.SIGKILL)
        terminal.wait_for_exit(EXIT_SECONDS)
        terminal.close()
        return count_first_writes(log.read_text(errors="replace"), size)


def count_first_writes(log, size):
    """Counts writes to the terminal (whichever descriptor carried an escape sequence) until `size` bytes are reached."""
    count = 0
    descriptors = set()
    for descriptor, text, written in re.findall(r"writev?\((\d+), (.*)\) = (\d+)", log):
        if "\\33[" in text:
            descriptors.add(descriptor)
        if descriptor in descriptors and size > 0:
            count += 1
            size -= int(written)
    return count
