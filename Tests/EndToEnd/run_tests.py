"""Runs the end-to-end tests, two at a time where each can have a network of its own.

Usage: python3 run_tests.py [-k TEXT]...     only tests whose name contains one of the texts
Prints each test and, as the last line, `N passed, N failed, N skipped`; exits 1 when one failed.

The tests look at real processes on a machine that others may burden, so a test that failed is run once more at the end, alone.
If it passes then, it counts as passed and is named as unsteady; more than MAX_REPEATS failures are no accident and stand.
"""
import argparse
import faulthandler
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
import unittest
from pathlib import Path

from harness.case import TEST_SECONDS, monitor_path
from harness.network import enter_private_network

HERE = Path(__file__).resolve().parent
WORKERS = 2
MAX_REPEATS = 3
#: A test ends itself after TEST_SECONDS; a worker that hangs all the same says where, and ends.
HANG_SECONDS = 2 * TEST_SECONDS
END_SECONDS = 10


def all_tests():
    """Every test method by its id, in the order of the files."""
    def flatten(suite):
        for item in suite:
            yield from flatten(item) if isinstance(item, unittest.TestSuite) else (item,)

    suite = unittest.defaultTestLoader.discover(str(HERE / "tests"), top_level_dir=str(HERE))
    return {test.id(): test for test in flatten(suite)}


def run_one(test):
    """`passed`, `failed` or `skipped`, with the reason."""
    result = unittest.TestResult()
    started = time.monotonic()
    test.run(result)
    problems = [brief(text) for _, text in result.failures + result.errors]
    outcome = "failed" if problems else "skipped" if result.skipped else "passed"
    details = "\n".join(problems) if problems else "".join(reason for _, reason in result.skipped)
    return {"outcome": outcome, "details": details, "seconds": round(time.monotonic() - started, 1)}


def brief(traceback_text):
    """Of a traceback: the places in our own files, and what was raised."""
    lines = traceback_text.splitlines()
    raised_at = next((number for number, line in enumerate(lines) if re.match(r"[A-Za-z_]\w*[\w.]*(:|$)", line)), 0)
    places = [line.strip() for line in lines[:raised_at] if line.startswith("  File") and str(HERE) in line]
    return "\n".join([*(place.replace(str(HERE) + "/", "") for place in places), *lines[raised_at:]])


def work():
    """A worker: takes test ids on stdin, answers each with a line of JSON."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    print(json.dumps({"isolated": enter_private_network()}), file=answers)
    tests = all_tests()
    for line in sys.stdin:
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        print(json.dumps(run_one(tests[line.strip()])), file=answers)
        faulthandler.cancel_dump_traceback_later()


class Worker:
    """Runs tests one after the other in a process of its own; the servers that they start are in its process group."""

    def __init__(self):
        self._start()

    def _start(self):
        command = [sys.executable, __file__, "--worker"]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)
        self.is_isolated = json.loads(self._process.stdout.readline())["isolated"]

    def run(self, name):
        self._process.stdin.write(name + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if line:
            return json.loads(line)
        self.close()
        self._start()
        return {"outcome": "failed", "details": "the worker ended in the middle of it", "seconds": 0}

    def close(self):
        """Ends it, and whatever a test has left behind: it would hold the output open for ever."""
        self._process.stdin.close()
        self._process.stdout.close()
        try:
            self._process.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass


def run_all(names):
    """Runs the tests and prints each as it ends; gives the outcomes counted."""
    workers = [Worker()]
    if workers[0].is_isolated:
        workers += [Worker() for _ in range(WORKERS - 1)]
    outcomes = {}
    pending = list(reversed(names))
    lock = threading.Lock()

    def drain(worker):
        while True:
            with lock:
                if not pending:
                    return
                name = pending.pop()
            result = worker.run(name)
            with lock:
                report(name, result)
                outcomes[name] = result["outcome"]

    threads = [threading.Thread(target=drain, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    repeat_failed(workers[0], outcomes)
    for worker in workers:
        worker.close()
    return {outcome: list(outcomes.values()).count(outcome) for outcome in ("passed", "failed", "skipped")}


def repeat_failed(worker, outcomes):
    failed = [name for name, outcome in outcomes.items() if outcome == "failed"]
    if len(failed) > MAX_REPEATS:
        return
    for name in failed:
        print("once more, alone:")
        result = worker.run(name)
        report(name, result)
        if result["outcome"] == "passed":
            outcomes[name] = "passed"
            print(f"unsteady {name}: failed beside another test, passed alone")


def report(name, result):
    short = name.removeprefix("tests.")
    reason = f": {result['details']}" if result["outcome"] == "skipped" else ""
    print(f"{result['outcome']:7} {short} ({result['seconds']} s){reason}", flush=True)
    if result["outcome"] == "failed":
        print("\n".join("        " + printable(line) for line in result["details"].splitlines()), flush=True)


def printable(line):
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in line)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-k", action="append", default=[], dest="wanted")
    parser.add_argument("--worker", action="store_true")
    arguments = parser.parse_args()
    if arguments.worker:
        work()
        return
    if not os.access(monitor_path(), os.X_OK):
        sys.exit(f"{monitor_path()} is not there; run ./publish.sh, or name another executable in TRACELLM_MONITOR")
    names = [name for name in all_tests() if not arguments.wanted or any(text in name for text in arguments.wanted)]
    counts = run_all(names)
    print(f"{counts['passed']} passed, {counts['failed']} failed, {counts['skipped']} skipped")
    sys.exit(1 if counts["failed"] else 0)


if __name__ == "__main__":
    main()
