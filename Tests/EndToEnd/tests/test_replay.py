"""What the renderer writes, replayed through other terminals: they show what the unit tests' model of a terminal shows."""
import base64
import json
import subprocess
import tempfile
import unittest

from harness.case import MonitorTest
from harness.cells import rows_of_model
from harness.emulators import PyteEmulator, TmuxEmulator, XtermEmulator
from harness.servers import ROOT
from tests.test_feed import now_traces
from tests.test_screen import HOSTILE_PROMPTS

#: Built by run.sh.
PROGRAM = ROOT / "replay" / "bin" / "Debug" / "net9.0" / "ReplayScenarios.dll"
SCENARIOS = 200
FIRST_SIZE = (80, 24)
MAKE_SECONDS = 60
BORDER = "│"
UNTOUCHED = {"alternate_on": 0, "cursor_flag": 1, "wrap_flag": 1, "insert_flag": 0, "origin_flag": 0, "scroll_region_upper": 0}

#: Characters that a terminal gives another width than the product, and why. They may change the row they stand in, no other.
DISPUTED = {
    PyteEmulator: {},
    TmuxEmulator: {
        "\U0001FAE8": "assigned in Unicode 15.0, unknown to the C library of Debian 12, whose width tmux takes: left out",
        "\U0002FFFD": "not assigned, though in a plane that is wide: left out",
    },
    XtermEmulator: {
        "\U0001FAE8": "assigned in Unicode 15.0, newer than xterm's table: one column",
        "\U0002FFFD": "not assigned: one column",
        "\U0001F3FB": "a skin tone that follows no emoji: one column",
    },
}


def scenarios():
    """Steps of bytes at a size, damage by other programs and changes of the size among them, and the rows of the last."""
    made = subprocess.run(["dotnet", str(PROGRAM), str(SCENARIOS)], check=True, capture_output=True, timeout=MAKE_SECONDS)
    return [json.loads(line) for line in made.stdout.splitlines()]


class ReplayTest(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="tracellm-replay-")
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def started(self, kind):
        emulator = kind(self.folder, *FIRST_SIZE)
        self.addCleanup(emulator.close)
        return emulator

    def play(self, emulator, scenario):
        for step in scenario["steps"]:
            emulator.show(step["columns"], step["rows"], base64.b64decode(step["bytes"]))

    def leave(self, emulator, scenario):
        last = scenario["steps"][-1]
        emulator.show(last["columns"], last["rows"], base64.b64decode(scenario["leave"]))

    def assert_shows(self, emulator, scenario, has_pens=True):
        expected, shown = rows_of_model(scenario["rows"]), emulator.rows()
        self.assertEqual(len(shown), len(expected), scenario["name"])
        for number, (wanted, row) in enumerate(zip(expected, shown)):
            place = f"{scenario['name']}, row {number}"
            disputed = DISPUTED[type(emulator)].keys() & set(wanted.text)
            if disputed:
                self.assertEqual(undisputed(row, disputed), undisputed(wanted, disputed), place)
                self.assertEqual(row.text.endswith(BORDER), wanted.text.endswith(BORDER), place)
            else:
                self.assertEqual(row.text, wanted.text, place)
                if has_pens:
                    self.assertEqual(row.pens, wanted.pens, place)

    def test_pyte_shows_what_the_model_shows(self):
        for scenario in scenarios():
            emulator = PyteEmulator(*FIRST_SIZE)
            self.play(emulator, scenario)
            self.assert_shows(emulator, scenario, has_pens=False)

    def test_tmux_shows_what_the_model_shows_and_is_left_as_it_was(self):
        emulator = self.started(TmuxEmulator)
        for scenario in scenarios():
            self.play(emulator, scenario)
            self.assert_shows(emulator, scenario)
            self.leave(emulator, scenario)
            self.assertEqual(emulator.modes(), {**UNTOUCHED, "scroll_region_lower": scenario["steps"][-1]["rows"] - 1}, scenario["name"])

    def test_xterm_shows_what_the_model_shows(self):
        emulator = self.started(XtermEmulator)
        for scenario in scenarios():
            self.play(emulator, scenario)
            self.assert_shows(emulator, scenario)
            self.leave(emulator, scenario)


def undisputed(row, disputed):
    """The row's text without what is disputed and without blanks: of another width, a character moves blanks."""
    return [character for character in row.characters if character not in disputed and character != " "]


class MonitorReplayTest(MonitorTest):
    """The published binary's own output, hostile prompts on screen."""

    def test_tmux_and_xterm_show_what_pyte_shows(self):
        size = (120, 40)
        mongo = self.start_mongo()
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor("--limit", 30, backend=backend, mongo=mongo, size=size)
        self.see_connected(terminal)
        for trace, prompt in zip(now_traces(len(HOSTILE_PROMPTS)), HOSTILE_PROMPTS):
            backend.send(json.dumps({"type": "trace.created", "trace": {**trace, "prompt": prompt}}))
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == len(HOSTILE_PROMPTS), "all rows")
        terminal.wait_for_pause()
        output = bytes(terminal.output)
        reference = PyteEmulator(*size)
        reference.show(*size, output)
        for kind in (TmuxEmulator, XtermEmulator):
            emulator = kind(self.folder, *size)
            self.addCleanup(emulator.close)
            emulator.show(*size, output)
            self.assertEqual([row.text for row in emulator.rows()], [row.text for row in reference.rows()], kind.__name__)


if __name__ == "__main__":
    unittest.main()
