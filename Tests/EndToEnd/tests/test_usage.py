"""The command line: what is refused, in one line, before anything is drawn."""
import os

from harness.case import MonitorTest, monitor_path

WRONG = {
    "refresh that is not a number": ("--refresh", "nan"),
    "refresh beyond all numbers": ("-r", "1e999"),
    "refresh below the least": ("-r", "0.01"),
    "refresh above the most": ("-r", "3601"),
    "refresh in words": ("-r", "soon"),
    "refresh without a value": ("-r",),
    "limit zero": ("-l", "0"),
    "limit above the most": ("-l", "201"),
    "limit with a fraction": ("-l", "2.5"),
    "limit without a value": ("--limit",),
    "port zero": ("--ws-port", "0"),
    "port beyond the last": ("--ws-port", "65536"),
    "port in words": ("--ws-port", "http"),
    "unknown option": ("--frobnicate",),
    "unexpected argument": ("now",),
    "address that is none": ("--mongo-url", "http://127.0.0.1"),
}


class UsageTest(MonitorTest):
    def assert_refused(self, arguments, *words, env=None):
        code, out, error = self.run_monitor(*arguments, env=env)
        self.assertEqual((code, out), (2, ""), error)
        self.assertEqual(len(error.strip().splitlines()), 1, error)
        for word in words:
            self.assertIn(word, error)

    def test_wrong_options_are_refused_in_one_line(self):
        for what, options in WRONG.items():
            with self.subTest(what):
                self.assert_refused(("monitor", *options), options[-1])

    def test_an_unknown_command_is_refused(self):
        self.assert_refused(("frobnicate",), "frobnicate")

    def test_a_bad_environment_variable_is_named(self):
        self.assert_refused(("monitor",), "TRACELLM_WS_PORT", "eighty", env={"TRACELLM_WS_PORT": "eighty"})

    def test_a_flag_makes_a_bad_environment_variable_harmless(self):
        code, _, error = self.run_monitor("monitor", "--ws-port", "8000", env={"TRACELLM_WS_PORT": "eighty"})
        self.assertEqual(code, 2)
        self.assertIn("stdout is not a terminal", error)

    def test_output_that_is_no_terminal_is_refused(self):
        code, out, error = self.run_monitor("monitor")
        self.assertEqual((code, out), (2, ""))
        self.assertIn("stdout is not a terminal: leave out the pipe or redirection, or over SSH try ssh -t", error)

    def test_usage_errors_draw_nothing_in_a_terminal_either(self):
        terminal = self.start_monitor("--limit", "0")
        self.assertEqual(terminal.wait_for_exit(), 2)
        self.assertNotIn(b"\x1b[?1049h", bytes(terminal.output))
        self.assertEqual(terminal.modes(), terminal.modes_before)

    def test_help_shows_examples_first_and_every_option(self):
        code, out, error = self.run_monitor("monitor", "--help")
        self.assertEqual((code, error), (0, ""))
        for option in ("--refresh", "-r", "--limit", "-l", "--ws-host", "--ws-port", "--mongo-url", "--db-name", "--project",
                       "--environment", "--utc", "--demo", "--ws-tls", "--theme", "--color", "--ascii", "--utf8"):
            self.assertIn(option, out)
        self.assertLess(out.index("tracellm monitor"), out.index("--refresh"))

    def test_version_is_one_line(self):
        code, out, _ = self.run_monitor("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^(tracellm )?\d+\.\d+\.\d+\S*\n$")

    def test_the_executable_is_one_small_file(self):
        self.assertLessEqual(os.path.getsize(monitor_path()), 9 * 1024 * 1024)

    def test_a_dumb_terminal_is_refused(self):
        terminal = self.start_monitor(env={"TERM": "dumb"})
        self.assertEqual(terminal.wait_for_exit(), 2)
        self.assertNotIn(b"\x1b", bytes(terminal.output))
