"""Start and end: the first frame, its size and writes, the time from signal to exit, the file."""
import os
import re
import shutil
import signal
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from subject import wait_for_frame

#: The last cell of the dashboard's frame, the bottom right corner: what a complete first frame holds.
FRAME_END = "╯".encode()
STRACE_SECONDS = 1.0


def measure(subject, runs, options=()):
    """Every run is a process of its own; `options` lead the monitor to servers that never answer."""
    frames, sizes, exits = [], [], []
    for _ in range(runs):
        terminal = subject.start(*options)
        elapsed_ns, byte_count = wait_for_frame(terminal)
        if subject.is_monitor:
            elapsed_ns, byte_count = complete_frame(terminal)
        frames.append(elapsed_ns / 1e6)
        sizes.append(byte_count)
        exits.append(milliseconds_to_exit(terminal))
        terminal.close()
    subject.note("first_frame_ms", statistics.median(frames))
    subject.note("first_frame_bytes", statistics.median(sizes))
    subject.note("first_frame_writes", first_frame_writes(subject, options))
    subject.note("exit_ms", statistics.median(exits))
    executable = shutil.which(subject.command[0]) or subject.command[0]
    subject.note("file_mb", os.path.getsize(os.path.realpath(executable)) / 1e6)


def complete_frame(terminal):
    """(nanoseconds from the start, bytes) at the read that brought the frame's last corner."""
    total = bytes(terminal.output)
    for at_ns, byte_count in terminal.reads:
        if total[:byte_count].rstrip(b"\x1b[0mlh?2062").endswith(FRAME_END) or total[:byte_count].count(FRAME_END) >= 3:
            return at_ns - terminal.started_ns, byte_count
    at_ns, byte_count = terminal.reads[-1]
    return at_ns - terminal.started_ns, byte_count


def milliseconds_to_exit(terminal):
    """SIGINT, as Ctrl+C sends it, to the end of the process; SIGTERM for a command that ignores it."""
    for number in (signal.SIGINT, signal.SIGTERM):
        sent_ns = time.monotonic_ns()
        terminal.signal(number)
        try:
            terminal.wait_for_exit(2)
            return (terminal.exited_ns - sent_ns) / 1e6
        except AssertionError:
            continue
    return float("nan")


def first_frame_writes(subject, options):
    """The number of write calls that carry the first frame, told by strace; None where it is not installed."""
    strace = shutil.which("strace")
    if strace is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "writes"
        traced = type(subject)(subject.name, [strace, "-f", "-qq", "-ttt", "-e", "trace=write,writev", "-o", str(log), *subject.command])
        terminal = traced.start(*options)
        terminal.wait_until(lambda screen: terminal.output, "a first byte")
        terminal.bytes_during(STRACE_SECONDS)
        size = len(terminal.output)
        subprocess.run(["pkill", "-INT", "-P", str(terminal.pid)], check=False)
        terminal.close()
        return count_first_writes(log.read_text(errors="replace"), size)


def count_first_writes(log, size):
    """Counts writes to the terminal (whichever descriptor carried an escape sequence) until `size` bytes are reached."""
    count = 0
    descriptors = set()
    for found in re.finditer(r"writev?\((\d+), (.*?)(?:\) = (\d+)|<unfinished)", log):
        descriptor, text, written = found.groups()
        if "\\33[" in text:
            descriptors.add(descriptor)
        if descriptor in descriptors and written:
            count += 1
            size -= int(written)
            if size <= 0:
                break
    return count
