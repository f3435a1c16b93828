"""Keys: bytes for a selection that moves by a row, and how long a key takes while 1,000 traces a second arrive."""
import random
import statistics
import time

from live import LOAD_RATE, ROW_PAUSE_SECONDS, fresh

MOVES = 20
KEYS_UNDER_LOAD = 100
#: More than arrive meanwhile.
HELD_UNDER_LOAD = 100_000
#: The mark of the selected row: a selection that moved has drawn it anew.
MARK = "▸".encode()
PAGE_DOWN = "\x1b[6~"
#: What has not come by then does not come.
ANSWER_SECONDS = 2


def measure_selection(subject, terminal):
    """Bytes written when the selection moves by one row, nothing else happening."""
    terminal.send("gjjj")
    terminal.wait_for_pause(ROW_PAUSE_SECONDS)
    sizes = []
    for number in range(MOVES):
        before = len(terminal.output)
        terminal.send("jk"[number % 2])
        terminal.wait_for_pause(ROW_PAUSE_SECONDS)
        sizes.append(len(terminal.output) - before)
    subject.note("selection_bytes", max(sizes))


def measure_under_load(subject, terminal, backend, seconds):
    """From a key to its frame, at random moments of a load, in a monitor that can hold all of it: the selection stays on its trace in
    between, so every key moves it."""
    terminal.wait_for_pause(ROW_PAUSE_SECONDS)
    terminal.send("g" + PAGE_DOWN + PAGE_DOWN)
    terminal.wait_for_pause(ROW_PAUSE_SECONDS)
    generator = random.Random(1)
    backend.stream(fresh(int(LOAD_RATE * seconds), 9), LOAD_RATE)
    delays = []
    for number in range(KEYS_UNDER_LOAD):
        terminal.bytes_during(seconds / KEYS_UNDER_LOAD * generator.uniform(0.5, 1.2))
        delays.append(milliseconds_to_mark(terminal, "jk"[number % 2]))
    delays.sort()
    subject.note("key_load_p50_ms", statistics.median(delays))
    subject.note("key_load_p95_ms", delays[int(len(delays) * 0.95) - 1])


def milliseconds_to_mark(terminal, key):
    """From a key to the first output that holds the mark; the whole limit when there is none."""
    seen = len(terminal.output)
    sent_ns = time.monotonic_ns()
    terminal.send(key)
    try:
        terminal.wait_until(lambda screen: terminal.output.find(MARK, seen) >= 0, "the mark", ANSWER_SECONDS)
    except AssertionError:
        return ANSWER_SECONDS * 1e3
    place = terminal.output.find(MARK, seen)
    return next(at_ns - sent_ns for at_ns, size in terminal.reads if size > place) / 1e6
