"""Traces arrive: bytes for one, from event to write, and 1,000 a second."""
import bisect
import statistics
import time
from datetime import datetime, timezone

from harness.generate import traces
from subject import Usage, resident_megabytes

SINGLE_TRACES = 20
ROW_PAUSE_SECONDS = 0.1
LATENCY_EVENTS = 300
LATENCY_RATE = 15
LOAD_RATE = 1000
#: Reads of one frame lie closer together than this; frames do not (60 a second at most).
FRAME_GAP_NS = 4_000_000
#: An event that changed nothing within this time is not counted.
ANSWER_LIMIT_NS = 200_000_000


def fresh(count, seed):
    """Traces of this moment with ASCII prompts, oldest first."""
    rows = traces(count, seed, newest=datetime.now(timezone.utc), spacing_seconds=0.001,
                  prompt="Explain transformers to a new colleague", response="", steps=[])
    return rows[::-1]


def measure_single(subject, terminal, backend):
    """Bytes written for one new trace, figures included."""
    sizes = []
    for number in range(SINGLE_TRACES):
        before = len(terminal.output)
        backend.save(fresh(1, 1000 + number), store=False)
        terminal.wait_until(lambda screen: len(terminal.output) > before, "the new trace")
        sizes.append(terminal.wait_for_pause(ROW_PAUSE_SECONDS)[1] - before)
    subject.note("bytes_per_trace", statistics.median(sizes))


def measure_latency(subject, terminal, backend):
    """From the backend's first byte of an event to the first read of what was written for it."""
    run_stream(terminal, backend, fresh(LATENCY_EVENTS, 7), LATENCY_RATE)
    read_at = [at_ns for at_ns, _ in terminal.reads]
    delays = []
    for sent_ns in backend.state()["streamed_ns"]:
        position = bisect.bisect_right(read_at, sent_ns)
        if position < len(read_at) and read_at[position] - sent_ns < ANSWER_LIMIT_NS:
            delays.append((read_at[position] - sent_ns) / 1e6)
    delays.sort()
    subject.note("event_p50_ms", delays[len(delays) // 2])
    subject.note("event_p99_ms", delays[int(len(delays) * 0.99)])


def measure_load(subject, terminal, backend, seconds):
    """1,000 events a second: processor time, frames, memory."""
    events = fresh(int(LOAD_RATE * seconds), 8)
    reads_before = len(terminal.reads)
    before = Usage.of(terminal.pid)
    run_stream(terminal, backend, events, LOAD_RATE)
    after = Usage.of(terminal.pid)
    load, _ = after.since(before)
    elapsed = (after.at_ns - before.at_ns) / 1e9
    reads = [at_ns for at_ns, _ in terminal.reads[reads_before:]]
    frames = sum(1 for earlier, later in zip([0, *reads], reads) if later - earlier > FRAME_GAP_NS)
    subject.note("load_cpu_percent", load)
    subject.note("load_frames_per_second", frames / elapsed)
    subject.note("load_resident_mb", resident_megabytes(terminal.pid))
    subject.note("load_events_per_second", len(events) / elapsed)


def run_stream(terminal, backend, events, rate):
    """Has the backend send events at a rate and waits for the last one and what is drawn for it."""
    backend.stream(events, rate)
    time.sleep(len(events) / rate)  # the length of the measurement itself
    while len(backend.state()["streamed_ns"]) < len(events):
        terminal.bytes_during(0.05)
    terminal.wait_for_pause(ROW_PAUSE_SECONDS)
