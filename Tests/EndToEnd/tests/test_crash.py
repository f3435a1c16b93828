"""An exception, wherever it is thrown, leaves a clean terminal and one line that tells no secret."""
import unittest

from harness.case import MonitorTest
from harness.servers import ROOT
from harness.terminal import Terminal

#: Built by run.sh.
PROGRAM = ROOT / "crash" / "bin" / "Debug" / "net9.0" / "CrashProbe.dll"
CRASH = 1


class CrashTest(MonitorTest):
    def test_an_exception_in_a_source(self):
        self.assert_crashes_cleanly("source")

    def test_an_exception_in_the_main_loop(self):
        self.assert_crashes_cleanly("loop")

    def test_an_exception_on_another_thread(self):
        self.assert_crashes_cleanly("thread")

    def assert_crashes_cleanly(self, place):
        terminal = Terminal(["/usr/bin/env", "dotnet", str(PROGRAM), place], self.environment())
        self.addCleanup(terminal.close)
        self.assertEqual(terminal.wait_for_exit(20), CRASH)
        self.assert_left_clean(terminal)
        self.assertIn(b"stopped by a defect of its own", bytes(terminal.output))
        self.assertNotIn(b"secret text", bytes(terminal.output))


if __name__ == "__main__":
    unittest.main()
