"""Terminal emulators that are given bytes and asked what they show: pyte, tmux, and xterm on a display without a screen."""
import base64
import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pyte

from harness.cells import Pen, Row, rows_of_text
from harness.servers import ROOT
from harness.terminal import Screen

START_SECONDS = 30
LOOK_AGAIN_SECONDS = 0.002
FORM_FEED = "\f"
RESET, REVERSE = "\x1b[m", "7"
#: A cell with the pen before it, as xterm prints one that is not plain.
PRINTED_CELL = re.compile(r"\x1b\[([0-9;:]+)m[^\x1b]")
#: The user's own settings, fonts and locale have no part in it.
ENVIRONMENT = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT)}
PYTE_COLOURS = ("black", "red", "green", "brown", "blue", "magenta", "cyan", "white")


class PyteEmulator:
    """Knows no dim text, and 24-bit colours only: of the 256 it keeps what they look like."""

    def __init__(self, columns, rows):
        self._screen = Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)

    def show(self, columns, rows, data):
        if (columns, rows) != (self._screen.columns, self._screen.lines):
            self._screen.resize(rows, columns)
        self._stream.feed(data)

    def rows(self):
        return [Row.of(self._cells(y)) for y in range(self._screen.lines)]

    def _cells(self, y):
        row = (self._screen.buffer[y][x] for x in range(self._screen.columns))
        return [(cell.data, self._pen(cell)) for cell in row if cell.data]

    @staticmethod
    def _pen(cell):
        return Pen(cell.bold, False, cell.underscore, cell.reverse, _pyte_colour(cell.fg, 30), _pyte_colour(cell.bg, 40))


def _pyte_colour(name, first):
    """In the parameters of SGR."""
    if name == "default":
        return str(first + 9)
    plain = name.removeprefix("bright")
    if plain in PYTE_COLOURS:
        return str(first + PYTE_COLOURS.index(plain) + (60 if name != plain else 0))
    return ";".join([str(first + 8), "2", *(str(int(name[digit:digit + 2], 16)) for digit in (0, 2, 4))])


class PlayerEmulator:
    """A program in a pty of its own, within which player.py writes what it is given."""

    def __init__(self, folder, command, environment):
        path = os.path.join(folder, f"{type(self).__name__}.socket")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(path)
            listener.listen()
            listener.settimeout(START_SECONDS)
            player = [sys.executable, str(ROOT / "harness" / "player.py"), path]
            self._process = subprocess.Popen([*command, *player], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                             stderr=subprocess.DEVNULL)
            self._connection, _ = listener.accept()
        self._connection.settimeout(START_SECONDS)
        self._lines = self._connection.makefile("rw", encoding="ascii", newline="\n")

    def play(self, data, size=None):
        """Writes, and returns once everything is interpreted and the pty has the size, where one is named."""
        print(json.dumps({"bytes": base64.b64encode(data).decode(), "size": size}), file=self._lines, flush=True)
        answer = self._lines.readline()
        if answer != "true\n":
            raise AssertionError(f"{type(self).__name__} does not come to {size}: {answer!r}")

    def close(self):
        """The player ends with its connection, and the emulator with the player."""
        self._lines.close()
        self._connection.close()
        self._process.communicate(timeout=START_SECONDS)


class TmuxEmulator(PlayerEmulator):
    """tmux with one window and no status line, commanded in its control mode; keeps dim text and all colours."""

    def __init__(self, folder, columns, rows):
        settings = Path(folder) / "tmux.conf"
        settings.write_text("set -g status off\nset -g history-limit 0\n", encoding="ascii")
        command = ["tmux", "-u", "-C", "-S", os.path.join(folder, "tmux"), "-f", str(settings), "new-session"]
        super().__init__(folder, command, {**ENVIRONMENT, "TERM": "screen-256color"})
        self._read_block()
        self._run("refresh-client -f no-output")
        self._size = None

    def show(self, columns, rows, data):
        if (columns, rows) != self._size:
            # The screen has its new size at once; the pty is told up to 250 ms later, which is not waited for.
            self._run(f"resize-window -x {columns} -y {rows}")
            self._size = (columns, rows)
        self.play(data)

    def rows(self):
        return rows_of_text(self._run("capture-pane -p -e -N"))

    def modes(self):
        """What tmux says of the modes that a program may leave behind."""
        names = ("alternate_on", "cursor_flag", "wrap_flag", "insert_flag", "origin_flag", "scroll_region_upper", "scroll_region_lower")
        values = self._run(f"display-message -p '{','.join(f'#{{{name}}}' for name in names)}'").split(",")
        return dict(zip(names, map(int, values)))

    def _run(self, command):
        """The answer to a command."""
        self._process.stdin.write(command.encode() + b"\n")
        self._process.stdin.flush()
        return self._read_block()

    def _read_block(self):
        """What tmux answers between %begin and %end; notifications outside are passed over."""
        lines = None
        for line in self._process.stdout:
            text = line.decode().removesuffix("\n")
            if lines is None:
                lines = [] if text.startswith("%begin ") else None
            elif text.startswith("%end "):
                return "\n".join(lines)
            elif text.startswith("%error "):
                raise AssertionError(f"tmux: {lines}")
            else:
                lines.append(text)
        raise AssertionError("tmux has ended")


class XtermEmulator(PlayerEmulator):
    """xterm under Xvfb; prints its screen to a file when it is asked to (Media Copy, ECMA-48 8.3.82)."""

    RESOURCES = ("boldColors: false", "printAttributes: 2", "printerAutoClose: true", "printerFormFeed: true", "combiningChars: 5",
                 "allowWindowOps: true")

    def __init__(self, folder, columns, rows):
        self._printed = Path(folder) / "printed"
        self._display_process, display = _start_display()
        self._size = (columns, rows)
        resources = [f"printerCommand: cat > {self._printed}", *self.RESOURCES]
        options = [word for resource in resources for word in ("-xrm", f"XTerm*{resource}")]
        command = ["xterm", "-u8", "-fn", "fixed", "-geometry", f"{columns}x{rows}", *options, "-e"]
        try:
            super().__init__(folder, command, {**ENVIRONMENT, "DISPLAY": display, "HOME": folder})
        except BaseException:
            self._stop_display()
            raise

    def show(self, columns, rows, data):
        if (columns, rows) != self._size:
            self._size = (columns, rows)
            self.play(f"\x1b[8;{rows};{columns}t".encode(), self._size)
        self.play(data)

    def rows(self):
        self._printed.unlink(missing_ok=True)
        self.play(b"\x1b[0i")
        return rows_of_text(PRINTED_CELL.sub(_end_reverse, self._wait_for_print().removesuffix("\n" + FORM_FEED)))

    def _wait_for_print(self):
        """The printer command is a process of its own, which may end later; the form feed is the last that it gets."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            text = self._printed.read_text(encoding="utf-8", errors="replace") if self._printed.exists() else ""
            if text.endswith(FORM_FEED):
                return text
            time.sleep(LOOK_AGAIN_SECONDS)
        raise AssertionError("xterm did not print its screen")

    def close(self):
        super().close()
        self._stop_display()

    def _stop_display(self):
        self._display_process.terminate()
        self._display_process.wait(START_SECONDS)


def _end_reverse(cell):
    """xterm prints the pen of each reversed cell anew, and forgets to say where plain ones follow."""
    return cell.group() + (RESET if REVERSE in cell.group(1).split(";") else "")


def _start_display():
    """Xvfb, and the name of its display, which it chooses itself and tells in a line."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1600x1200x24", "-nolisten", "tcp"]
    with os.fdopen(reading, "rb", buffering=0) as line:
        process = subprocess.Popen(command, pass_fds=(writing,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL)
        os.close(writing)
        number = b""
        while not number.endswith(b"\n"):
            ready, _, _ = select.select([line], [], [], START_SECONDS)
            piece = line.read(16) if ready else b""
            if not piece:
                process.kill()
                process.wait()
                raise AssertionError("Xvfb did not start")
            number += piece
    return process, f":{number.decode().strip()}"
