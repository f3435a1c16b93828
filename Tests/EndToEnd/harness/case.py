"""The base of all tests: a folder, a home and servers of its own, and the monitor in a pty."""
import os
import shutil
import signal
import subprocess
import tempfile
import unittest
from datetime import datetime, timezone
from pathlib import Path

from harness.dashboard import Dashboard
from harness.network import is_free
from harness.output import after_alternate_screen, foreign_controls, left_behind
from harness.servers import ROOT, Backend, MongoServer, Stranger
from harness.terminal import Terminal

TEST_SECONDS = 60
AT_REST_SECONDS = 3
PROBED_PORTS = (8000, 8001, 8080, 3000)


def monitor_path():
    """The executable under test."""
    return os.environ.get("TRACELLM_MONITOR") or str(ROOT.parent.parent / "dist" / "tracellm")


def data_folder():
    """The optional folder with real records."""
    named = os.environ.get("TRACELLM_TEST_DATA")
    return Path(named) if named else ROOT.parent.parent.parent / "shared"


def midday_zone():
    """A zone, as TZ writes it, in which it is about noon: what is stored an hour ago and what arrives now are of one day, whenever the
    tests run. Midnight between them would be a change of every row, which then shows its date."""
    return f"<NOON>{datetime.now(timezone.utc).hour - 12:+d}"


class MonitorTest(unittest.TestCase):
    """Every server and terminal made through it ends with the test."""

    maxDiff = None

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="tracellm-e2e-")
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        previous = os.getcwd()
        os.chdir(self.folder)
        self.addCleanup(os.chdir, previous)
        signal.signal(signal.SIGALRM, self._give_up)
        signal.alarm(TEST_SECONDS)
        self.addCleanup(signal.alarm, 0)

    def _give_up(self, number, frame):
        raise AssertionError(f"the test did not end within {TEST_SECONDS} s")

    # Servers

    def start_mongo(self, documents=(), port=0, **options):
        return self._started(MongoServer(documents, port, **options))

    def start_backend(self, port=0, mongo=None, certificate=None, has_websocket=True):
        return self._started(Backend(port, mongo, certificate, has_websocket))

    def start_stranger(self, kind, port=0):
        return self._started(Stranger(kind, port))

    def _started(self, server):
        self.addCleanup(server.stop)
        return server

    def require_free(self, *ports):
        """Skips the test where somebody else listens on a port that it needs."""
        taken = [port for port in ports if not is_free(port)]
        if taken:
            self.skipTest(f"port {', '.join(map(str, taken))} of this machine is in use")

    # The monitor

    def environment(self, **more):
        """A small environment of the monitor's own; a None leaves a variable out."""
        base = {"PATH": os.environ["PATH"], "HOME": self.folder, "TERM": "xterm-256color", "LANG": "C.UTF-8", "TZ": midday_zone(),
                **more}
        return {name: str(value) for name, value in base.items() if value is not None}

    def start_monitor(self, *options, backend=None, mongo=None, size=(120, 40), env=None, refresh="0.5", stdin=None):
        """Runs `tracellm monitor` in a pty; a backend's port and a MongoDB server's address are given by option."""
        arguments = [monitor_path(), "monitor"]
        if refresh is not None:
            arguments += ["--refresh", refresh]
        if backend is not None:
            arguments += ["--ws-port", str(backend if isinstance(backend, int) else backend.port)]
        if mongo is not None:
            arguments += ["--mongo-url", mongo if isinstance(mongo, str) else mongo.url]
        terminal = Terminal([*arguments, *map(str, options)], self.environment(**(env or {})), *size, stdin=stdin)
        self.addCleanup(terminal.close)
        return terminal

    def run_monitor(self, *arguments, env=None, seconds=10, **streams):
        """Runs the executable without a terminal; gives exit code, stdout and stderr."""
        done = subprocess.run([monitor_path(), *arguments], env=self.environment(**(env or {})), capture_output=True, text=True,
                              timeout=seconds, stdin=subprocess.DEVNULL, **streams)
        return done.returncode, done.stdout, done.stderr

    def look(self, terminal):
        return terminal.read_screen(Dashboard)

    def see(self, terminal, condition, what, seconds=15):
        """Waits until `condition(dashboard)` holds; gives its value."""
        return terminal.wait_until(lambda screen: condition(Dashboard(screen)), what, seconds)

    def see_text(self, terminal, text, seconds=15):
        self.see(terminal, lambda dashboard: text in dashboard.text, f"{text!r} on screen", seconds)

    def see_total(self, terminal, total, seconds=15):
        self.see(terminal, lambda dashboard: dashboard.total == total, f"Total Traces {total}", seconds)

    def see_connected(self, terminal, seconds=15):
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith("● Connected"), "● Connected", seconds)

    # What holds at every end

    def assert_left_clean(self, terminal):
        """The terminal is as it was, and nothing was ever written that is not ours."""
        self.assertEqual(left_behind(terminal.output), [])
        self.assertEqual(terminal.modes(), terminal.modes_before)
        self.assertIsNotNone(after_alternate_screen(terminal.output), "the alternate screen was never left")
        self.assertEqual(foreign_controls(terminal.output), [])

    def assert_intact(self, terminal):
        """Every box on screen closes, once the frame under way is complete, and no control character but our own was written."""
        self.see(terminal, lambda dashboard: not dashboard.broken_borders(), "a whole frame", AT_REST_SECONDS)
        self.assertEqual(foreign_controls(terminal.output), [])
