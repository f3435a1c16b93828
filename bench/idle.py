"""Nothing happens: output, processor time, wake-ups; and memory with 1,000 traces held."""
import statistics

from subject import Usage, resident_megabytes, thread_count, wait_for_frame

SETTLE_SECONDS = 3
WINDOW_SECONDS = 5


def measure(subject, terminal, windows):
    """Takes what a running, settled command does while it is left alone."""
    outputs, loads, wakeups = [], [], []
    for _ in range(windows):
        before = Usage.of(terminal.pid)
        outputs.append(len(terminal.bytes_during(WINDOW_SECONDS)) / WINDOW_SECONDS)
        load, woken = Usage.of(terminal.pid).since(before)
        loads.append(load)
        wakeups.append(woken)
    subject.note("idle_bytes_per_second", statistics.median(outputs))
    subject.note("idle_cpu_percent", statistics.median(loads))
    # Besides polling, which goes on every 30 s while the feed is believed: the quietest window is one without.
    subject.note("idle_wakeups", min(wakeups))
    subject.note("resident_mb", resident_megabytes(terminal.pid))
    subject.note("threads", thread_count(terminal.pid))


def start_settled(subject):
    """Any command, past its first frames."""
    terminal = subject.start()
    wait_for_frame(terminal)
    terminal.bytes_during(SETTLE_SECONDS)
    return terminal
