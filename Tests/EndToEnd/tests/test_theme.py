"""Colours, themes and characters: what the options, the environment and the user's files make of the bytes."""
import os
import re
from pathlib import Path

from harness import generate
from harness.case import MonitorTest
from harness.network import free_port
from tests.test_feed import now_traces

SGR = re.compile(rb"\x1b\[([0-9;]*)m")
THEMES = {"dark": "37", "light": "38;2;26;26;26", "matrix": "38;2;0;255;0", "dracula": "38;2;248;248;242",
          "nord": "38;2;236;239;244", "retro": "38;2;255;176;0", "purple": "37"}


def kinds(output):
    """Which kinds of colour the bytes set: `16`, `256`, `true`."""
    found = set()
    for parameters in SGR.findall(bytes(output)):
        numbers = parameters.split(b";")
        if b"38" in numbers:
            found.add({b"2": "true", b"5": "256"}[numbers[numbers.index(b"38") + 1]])
        elif any(re.fullmatch(rb"3[0-7]|9[0-7]", number) for number in numbers):
            found.add("16")
    return found


class ThemeTest(MonitorTest):
    def setUp(self):
        super().setUp()
        self.themes = Path(self.folder, ".tracellm", "themes")
        self.themes.mkdir(parents=True)

    def configure(self, text):
        Path(self.folder, ".tracellm", "config.json").write_text(text, encoding="utf-8")

    def start_drawn(self, *options, env=None):
        """The monitor with one row of each status on screen."""
        traces = [{**trace, "status": status} for trace, status in
                  zip(generate.traces(3), ("success", "warning", "failed"))]
        terminal = self.start_monitor(*options, mongo=self.start_mongo(generate.documents(traces)), env=env)
        self.see_total(terminal, 3)
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 3, "three rows")
        return terminal

    def stop(self, terminal):
        """Ends the monitor; gives what it says after the dashboard."""
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(), 0)
        self.assert_left_clean(terminal)
        return bytes(terminal.output).rpartition(b"\x1b[?1049l")[2].decode()

    def assert_primary(self, terminal, parameters):
        self.assertIn(f";{parameters}m".encode(), bytes(terminal.output).replace(b"\x1b[", b"\x1b[;"))


class ThemeOptionTest(ThemeTest):
    def test_every_theme_is_drawn_in_its_colours(self):
        for name, primary in THEMES.items():
            with self.subTest(name):
                terminal = self.start_drawn("--theme", name, env={"COLORTERM": "truecolor"})
                self.assert_primary(terminal, primary)
                self.assert_intact(terminal)
                self.assertEqual(self.stop(terminal).split(), ["Monitor", "stopped."])

    def test_the_next_theme_is_drawn_at_its_key(self):
        terminal = self.start_drawn("--theme", "light", "--color", "true")
        for name in ("matrix", "dracula", "nord", "retro"):
            start = len(terminal.output)
            terminal.send("t")
            terminal.wait_until(lambda _: f"{THEMES[name]}m".encode() in terminal.output[start:], name)
            terminal.wait_for_pause()
            written = bytes(terminal.output[start:])
            self.assertNotIn(b"\x1b[2J", written)
            self.assertNotIn(b"\x1b[?1049", written)
            self.assert_intact(terminal)

    def test_a_first_frame_of_any_theme_stays_within_its_budget(self):
        for name in THEMES:
            with self.subTest(name):
                terminal = self.start_monitor("--theme", name, "--color", "true", backend=free_port(),
                                              mongo=f"mongodb://127.0.0.1:{free_port()}")
                terminal.wait_until(lambda screen: screen.display[-1].startswith("╰"), "the last row")
                self.assertLessEqual(terminal.reads[-1][1], 6 * 1024)

    def test_no_cryptography_is_loaded_for_a_theme(self):
        (self.themes / "mine.json").write_text('{"primary": "bold dark_orange"}', encoding="utf-8")
        self.configure('{"theme": "mine"}')
        terminal = self.start_monitor(backend=free_port(), mongo=f"mongodb://127.0.0.1:{free_port()}")
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line")
        self.assertNotRegex(Path(f"/proc/{terminal.pid}/maps").read_text(encoding="utf-8"), "libssl|libcrypto")

    def test_no_theme_sets_a_background(self):
        for name in THEMES:
            with self.subTest(name):
                terminal = self.start_drawn("--theme", name, "--color", "true")
                for parameters in SGR.findall(bytes(terminal.output)):
                    plain = re.sub(rb"38;2;\d+;\d+;\d+", b"", parameters)
                    self.assertNotRegex(plain, rb"(^|;)(4[0-8]|10[0-7])(;|$)")

    def test_the_default_theme_has_sixteen_colours_everywhere(self):
        for env in ({"COLORTERM": "truecolor"}, {"TERM": "xterm-256color"}, {"TERM": "never-heard-of"}):
            with self.subTest(env):
                self.assertEqual(kinds(self.start_drawn(env=env).output), {"16"})

    def test_the_nearest_colours_of_the_terminal_are_sent(self):
        for env, expected in (({"TERM": "xterm-direct"}, "true"), ({"TERM": "xterm-256color"}, "256"), ({"TERM": "xterm"}, "16")):
            with self.subTest(env):
                self.assertEqual(kinds(self.start_drawn("--theme", "dracula", env=env).output), {expected})

    def test_an_unknown_theme_is_refused_with_the_known_ones(self):
        (self.themes / "sunset.json").write_text("{}", encoding="utf-8")
        code, out, error = self.run_monitor("monitor", "--theme", "drakula")
        self.assertEqual((code, out), (2, ""))
        self.assertEqual(len(error.splitlines()), 1)
        for name in (*THEMES, "default", "sunset", "did you mean dracula?"):
            self.assertIn(name, error)

    def test_a_broken_theme_of_the_user_is_refused_with_its_place(self):
        (self.themes / "own.json").write_text('{"info": "\\u001b]0;owned\\u0007"}', encoding="utf-8")
        code, out, error = self.run_monitor("monitor", "--theme", "own")
        self.assertEqual((code, out), (2, ""))
        self.assertEqual(len(error.splitlines()), 1)
        self.assertIn("~/.tracellm/themes/own.json", error)
        self.assertNotRegex(error.rstrip("\n"), r"[\x00-\x1f\x7f-\x9f]")

    def test_pipes_never_hold_up_the_start(self):
        os.mkfifo(self.themes / "pipe.json")
        code, _, error = self.run_monitor("monitor", "--theme", "pipe")
        self.assertEqual(code, 2)
        self.assertIn("not a regular file", error)
        os.mkfifo(Path(self.folder, ".tracellm", "config.json"))
        self.assertIn("not a regular file", self.stop(self.start_drawn()))
        os.mkfifo(".env")
        code, _, error = self.run_monitor("monitor")
        self.assertEqual(code, 2)
        self.assertIn(".env", error)


class ThemeConfigurationTest(ThemeTest):
    def test_the_theme_that_tracellm_is_set_to_is_taken(self):
        self.configure('{"project": "x", "theme": "nord", "more": {"theme": "dark"}}\n')
        self.assert_primary(self.start_drawn("--color", "true"), THEMES["nord"])

    def test_a_theme_of_the_user_is_drawn(self):
        (self.themes / "mine.json").write_text('{"primary": "bold #010203", "success": "color(208)"}', encoding="utf-8")
        self.configure('{"theme": "mine"}')
        terminal = self.start_drawn("--color", "true")
        self.assert_primary(terminal, "38;2;1;2;3")
        self.assert_primary(terminal, "38;5;208")

    def test_the_option_wins(self):
        self.configure('{"theme": "nord"}')
        terminal = self.start_drawn("--theme", "default", env={"COLORTERM": "truecolor"})
        self.assertEqual(kinds(terminal.output), {"16"})

    def test_a_broken_configuration_is_one_line_after_the_dashboard(self):
        for text in ("{ broken", '{"theme": 7}', '{"theme": "gone"}', '{"theme": "../../etc/passwd"}', " " * 100_000):
            with self.subTest(text[:30]):
                self.configure(text)
                terminal = self.start_drawn()
                self.assertEqual(kinds(terminal.output), {"16"})
                lines = self.stop(terminal).split("\r\n")
                self.assertEqual([line for line in lines if "config.json" in line], lines[-2:-1], lines)

    def test_no_home_is_no_configuration(self):
        for home in (None, "", "/nonexistent", "/dev/null"):
            with self.subTest(home):
                self.assertEqual(self.stop(self.start_drawn(env={"HOME": home})).split(), ["Monitor", "stopped."])


class ColorOptionTest(ThemeTest):
    def test_without_colours_bold_remains_and_the_word_tells_the_status(self):
        for options, env in (((), {"NO_COLOR": "1"}), (("--color", "never"), {"FORCE_COLOR": "3"}), ((), {"TERM": "vt100"}),
                             ((), {"CLICOLOR": "0"}), (("--theme", "matrix"), {"FORCE_COLOR": "0"})):
            with self.subTest((options, env)):
                terminal = self.start_drawn(*options, env=env)
                self.assertEqual(kinds(terminal.output), set())
                self.assertIn(b"\x1b[1m", bytes(terminal.output))
                for word in ("SUCCESS", "WARNING", "FAILED"):
                    self.assertIn(word, self.look(terminal).text)

    def test_the_option_and_force_color_bring_colours_back(self):
        for options, env in ((("--color", "always"), {"NO_COLOR": "1"}), ((), {"TERM": "vt100", "FORCE_COLOR": "1"}),
                             ((), {"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}), ((), {"NO_COLOR": ""})):
            with self.subTest((options, env)):
                self.assertEqual(kinds(self.start_drawn(*options, env=env).output), {"16"})

    def test_the_number_of_colours_can_be_given(self):
        for number in ("16", "256", "true"):
            with self.subTest(number):
                terminal = self.start_drawn("--theme", "dracula", "--color", number, env={"NO_COLOR": "1"})
                self.assertEqual(kinds(terminal.output), {number})

    def test_the_characters_can_be_given(self):
        terminal = self.start_drawn("--ascii")
        self.assertTrue(bytes(terminal.output).isascii())
        terminal = self.start_drawn("--utf8", env={"LANG": "C"})
        self.assertIn("╭", self.look(terminal).text)

    def test_the_locale_is_that_of_its_strongest_variable(self):
        for env, is_utf8 in (({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True), ({"LANG": "C.UTF-8", "LC_ALL": "C"}, False),
                             ({"LANG": "C", "LC_ALL": "", "LC_CTYPE": "de_DE.utf8"}, True), ({"LANG": None}, False)):
            with self.subTest(env):
                self.assertEqual("╭" in self.look(self.start_drawn(env=env)).text, is_utf8)

    def test_a_new_trace_costs_no_more_bytes_than_its_budget(self):
        mongo = self.start_mongo(generate.documents(generate.traces(20)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_connected(terminal)
        self.see_total(terminal, 20)
        terminal.wait_for_pause()
        before = len(terminal.output)
        backend.save(now_traces(1, seed=3, prompt="a plain prompt"))
        self.see_text(terminal, "a plain prompt")
        terminal.wait_for_pause()
        self.assertLessEqual(len(terminal.output) - before, 300)
