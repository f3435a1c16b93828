"""Measures the monitor, and any other command beside it, and prints the budgets with goals and medians.

Usage: main.py [--quick] [-- command ...]
"""
import argparse
import os
import shutil
import sys
from contextlib import ExitStack, closing

import allocation
import held
import idle
import keys
import live
import start
from harness.case import monitor_path
from harness.generate import documents, traces
from harness.network import enter_private_network
from harness.servers import Backend, MongoServer, Stranger
from subject import Subject

HELD_TRACES = 1000
#: Seconds between polls: so often that ten of them, after which a feed is believed and polls come every 30 s, take a moment.
PROVING_REFRESH = 0.2
PROOF_SECONDS = 8
#: name, unit, goal, decimals; in the order of the budget table.
FIGURES = (
    ("first_frame_ms", "exec to complete first frame, ms", "<= 10", 1),
    ("first_frame_writes", "  in write calls", "1", 0),
    ("first_frame_bytes", "first frame, bytes", "<= 6144", 0),
    ("idle_bytes_per_second", "output while nothing changes, bytes/s", "0", 0),
    ("bytes_per_trace", "one new trace, bytes", "<= 300", 0),
    ("selection_bytes", "selection moves one row, bytes at most", "<= 40", 0),
    ("event_p50_ms", "event to write, p50, ms", "<= 1", 2),
    ("event_p99_ms", "event to write, p99, ms", "<= 17", 2),
    ("frame_allocation", "allocation per steady frame, bytes", "0", 0),
    ("resident_mb", "resident, 1,000 traces held, MB", "<= 10", 1),
    ("load_frames_per_second", "at 1,000 events/s: frames/s", "<= 60", 0),
    ("load_cpu_percent", "  % of one core", "<= 5", 1),
    ("load_resident_mb", "  resident, MB", "<= 14", 1),
    ("load_events_per_second", "  events/s delivered", "", 0),
    ("key_load_p50_ms", "  key to its frame, p50, ms", "", 1),
    ("key_load_p95_ms", "  key to its frame, p95, ms", "<= 20", 1),
    ("held_resident_mb", "resident, 100,000 traces held, MB", "<= 90", 1),
    ("held_load_cpu_percent", "  % of one core at 1,000 events/s", "", 1),
    ("held_key_ms", "  slowest key, ms", "<= 20", 1),
    ("held_filter_key_ms", "  slowest key of a filter, ms", "<= 50", 1),
    ("held_used_resident_mb", "  resident after that, MB", "<= 90", 1),
    ("exit_ms", "signal to restored and exited, ms", "<= 20", 1),
    ("idle_cpu_percent", "idle, % of one core", "<= 0.05", 3),
    ("idle_wakeups", "idle, wake-ups/s besides polling", "<= 1", 1),
    ("threads", "threads", "", 0),
    ("file_mb", "file, MB", "<= 9", 1),
)


def measure_monitor(subject, is_quick):
    """First against servers that never answer, then connected to a backend and a store."""
    runs = 5 if is_quick else 25
    with ExitStack() as stack:
        hole = stopping(stack, Stranger("blackhole"))
        start.measure(subject, runs, ("--ws-port", hole.port, "--mongo-url", f"mongodb://127.0.0.1:{hole.port}"))
        mongo = stopping(stack, MongoServer(documents(traces(HELD_TRACES))))
        backend = stopping(stack, Backend(mongo=mongo))
        options = ("--refresh", PROVING_REFRESH, "--ws-port", backend.port, "--mongo-url", mongo.url)
        terminal = stack.enter_context(closing(subject.start(*options)))
        terminal.wait_until(lambda screen: backend.state()["clients"] == 1, "the WebSocket")
        backend.save(live.fresh(HELD_TRACES, 3), store=False)
        terminal.wait_for_pause(PROOF_SECONDS)
        idle.measure(subject, terminal, 1 if is_quick else 3)
        live.measure_single(subject, terminal, backend)
        keys.measure_selection(subject, terminal)
        live.measure_latency(subject, terminal, backend)
        live.measure_load(subject, terminal, backend, 3 if is_quick else 10)
        holding = stack.enter_context(closing(subject.start(*options, "--history", keys.HELD_UNDER_LOAD)))
        holding.wait_until(lambda screen: backend.state()["clients"] == 2, "the second WebSocket")
        keys.measure_under_load(subject, holding, backend, 6 if is_quick else 60)
    if not is_quick:
        with ExitStack() as stack:
            held.measure(subject, stack, stopping)
    allocation.measure(subject)


def measure_other(subject, is_quick):
    """What applies to a command that knows nothing of traces."""
    start.measure(subject, 3 if is_quick else 15)
    with closing(idle.start_settled(subject)) as terminal:
        idle.measure(subject, terminal, 1 if is_quick else 3)


def stopping(stack, server):
    stack.callback(server.stop)
    return server


def print_table(subjects):
    names = [subject.name for subject in subjects]
    print(f"{'figure':40} {'goal':>8}" + "".join(f" {name:>12}" for name in names))
    for key, title, goal, decimals in FIGURES:
        cells = [cell(subject.figures.get(key), decimals) for subject in subjects]
        print(f"{title:40} {goal:>8}" + "".join(f" {value:>12}" for value in cells))
    print("Medians; 120x40, UTF-8. The allocation is that of the same code in a program of its own (bench/frames).")


def cell(value, decimals):
    return "-" if value is None else f"{value:,.{decimals}f}"


def main():
    parser = argparse.ArgumentParser(prog="bench/run.sh")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("command", nargs="*", help="another command to measure, after --")
    arguments = parser.parse_args()
    executable = os.path.abspath(monitor_path())
    if not os.access(executable, os.X_OK):
        sys.exit(f"{executable} is not there; run ./publish.sh, or name another executable in TRACELLM_MONITOR")
    if arguments.command and shutil.which(arguments.command[0]) is None:
        sys.exit(f"{arguments.command[0]}: no such command")
    enter_private_network()
    subjects = [Subject("tracellm", [executable, "monitor"], is_monitor=True)]
    measure_monitor(subjects[0], arguments.quick)
    if arguments.command:
        subjects.append(Subject(os.path.basename(arguments.command[0]), arguments.command))
        measure_other(subjects[1], arguments.quick)
    print_table(subjects)


if __name__ == "__main__":
    main()
