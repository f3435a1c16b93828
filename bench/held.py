"""Many traces held: memory with 100,000 of them, what 1,000 events a second cost then, and how long a key takes."""
import random
import statistics
import time
from contextlib import closing
from datetime import datetime, timezone

from harness.generate import traces
from harness.servers import Backend, MongoServer
from live import FRAME_GAP_NS, LOAD_RATE, run_stream
from subject import Usage, resident_megabytes

HELD = 100_000
#: Traces of one request to the backend.
PORTION = 10_000
#: Faster than the backend can send: it sends as fast as it can.
FILL_RATE = 1_000_000
SETTLE_SECONDS = 2
LOAD_PORTIONS = 3
LOAD_SECONDS = 5
#: What is written for a key comes well within it.
KEY_SECONDS = 0.3
MOVING_KEYS = ("j", "j", "k", "\x1b[6~", "\x1b[6~", "\x1b[5~", "G", "g", "s", "s", "s", "S", "s", "s", "s", "e", "e", "p", "p")
CLEAR_LINE = "\x15"
FILTER_KEYS = ("/", CLEAR_LINE, *"latency>2s vector", *"\x7f\x7f\x7f", "\r")
#: Each begins as the one before: the table is sorted by time again, and the filter is cleared.
KEY_ROUNDS = 3


def measure(subject, stack, stopping):
    """A monitor with --history 100000 that has been told of that many traces, each with a prompt of its own."""
    mongo = stopping(stack, MongoServer([]))
    backend = stopping(stack, Backend(mongo=mongo))
    options = ("--history", HELD, "--ws-port", backend.port, "--mongo-url", mongo.url)
    terminal = stack.enter_context(closing(subject.start(*options)))
    terminal.wait_until(lambda screen: backend.state()["clients"] == 1, "the WebSocket")
    for portion in range(0, HELD, PORTION):
        fill(terminal, backend, told(PORTION, portion))
    terminal.bytes_during(SETTLE_SECONDS)
    subject.note("held_resident_mb", resident_megabytes(terminal.pid))
    measure_load(subject, terminal, backend)
    subject.note("held_key_ms", statistics.median(slowest(terminal, MOVING_KEYS) for _ in range(KEY_ROUNDS)))
    subject.note("held_filter_key_ms", statistics.median(slowest(terminal, FILTER_KEYS) for _ in range(KEY_ROUNDS)))
    subject.note("held_used_resident_mb", resident_megabytes(terminal.pid))


def measure_load(subject, terminal, backend):
    """Events while as many are held as may be: each makes the oldest give way."""
    loads = []
    for portion in range(LOAD_PORTIONS):
        before = Usage.of(terminal.pid)
        run_stream(terminal, backend, told(LOAD_RATE * LOAD_SECONDS, HELD + portion), LOAD_RATE)
        loads.append(Usage.of(terminal.pid).since(before)[0])
    subject.note("held_load_cpu_percent", statistics.median(loads))


def slowest(terminal, keys):
    """Milliseconds from a key to the end of the frame for it, of the slowest key; a key that draws nothing does not count."""
    slowest_ms = 0.0
    for key in keys:
        reads_before = len(terminal.reads)
        sent_ns = time.monotonic_ns()
        terminal.send(key)
        terminal.bytes_during(KEY_SECONDS)
        read_at = [at_ns for at_ns, _ in terminal.reads[reads_before:]]
        if read_at:
            slowest_ms = max(slowest_ms, (end_of_frame(read_at) - sent_ns) / 1e6)
    return slowest_ms


def end_of_frame(read_at):
    """When the last read of the first frame was; a later frame is another event's: figures that follow the clock change by themselves."""
    for earlier, later in zip(read_at, read_at[1:]):
        if later - earlier > FRAME_GAP_NS:
            return earlier
    return read_at[-1]


def fill(terminal, backend, portion):
    """Has the backend announce traces as fast as it can."""
    backend.stream(portion, FILL_RATE)
    while len(backend.state()["streamed_ns"]) < len(portion):
        terminal.bytes_during(0.2)


def told(count, seed):
    """Traces as they are announced: prompts of 20 to 160 characters, all different, and short responses."""
    generator = random.Random(seed)
    words = "explain the quarterly report in three points and list every open question about vector search latency".split()
    rows = traces(count, seed, newest=datetime.now(timezone.utc), spacing_seconds=0.001, response="", steps=[])
    for row in rows:
        text = " ".join(generator.choices(words, k=24))
        row["prompt"] = f"{generator.randrange(10**6)} {text}"[:generator.randrange(20, 161)]
    return rows[::-1]
