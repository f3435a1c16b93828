"""A screen in a form in which terminals can be compared: each row its characters, each with the pen that it was written in."""
import re
import unicodedata
from dataclasses import dataclass, replace

BLANK = " "
#: What stands in the right half of a wide character where xterm prints its screen.
RIGHT_HALF = "\uffff"
SINGLE_WIDTH_LINE = "\x1b#5"
PIECE = re.compile(r"\x1b\[([0-9;:]*)m|(.)", re.DOTALL)


@dataclass(frozen=True)
class Pen:
    """What SGR sets; a colour is its parameters."""

    bold: bool = False
    dim: bool = False
    underline: bool = False
    reverse: bool = False
    foreground: str = "39"
    background: str = "49"

    def after(self, parameters):
        """The pen after the parameters of one SGR sequence, with semicolons or colons between the parts of a colour."""
        pen = self
        codes = [code or "0" for code in parameters.replace("38:2::", "38:2:").replace("48:2::", "48:2:").replace(":", ";").split(";")]
        while codes:
            code = codes.pop(0)
            if code in ("38", "48"):
                count = 2 if codes[0] == "5" else 4
                colour, codes = ";".join([code, *codes[:count]]), codes[count:]
                pen = replace(pen, **{"foreground" if code == "38" else "background": colour})
            else:
                pen = pen._after_code(int(code))
        return pen

    def _after_code(self, code):
        if code == 0:
            return Pen()
        if 30 <= code <= 39 or 90 <= code <= 97:
            return replace(self, foreground=str(code))
        if 40 <= code <= 49 or 100 <= code <= 107:
            return replace(self, background=str(code))
        change = {1: {"bold": True}, 2: {"dim": True}, 4: {"underline": True}, 7: {"reverse": True},
                  22: {"bold": False, "dim": False}, 24: {"underline": False}, 27: {"reverse": False}}
        return replace(self, **change[code])


@dataclass(frozen=True)
class Row:
    """Characters, composed where Unicode can (NFC), and their pens; blanks at the end that look like nothing are left out. Of a
    blank's pen only what is visible counts."""

    characters: tuple
    pens: tuple

    @property
    def text(self):
        return "".join(self.characters)

    @staticmethod
    def of(cells):
        """`cells`: pairs of a character with its marks, and its pen."""
        shown = [(unicodedata.normalize("NFC", text), _visible(text, pen)) for text, pen in cells]
        while shown and shown[-1] == (BLANK, Pen()):
            shown.pop()
        return Row(tuple(text for text, _ in shown), tuple(pen for _, pen in shown))


def _visible(text, pen):
    if text != BLANK:
        return pen
    foreground = pen.foreground if pen.reverse or pen.underline else "39"
    return replace(pen, bold=pen.bold and pen.reverse, dim=pen.dim and pen.reverse, foreground=foreground)


def rows_of_model(rows):
    """From the pieces that ReplayScenarios prints."""
    return [Row.of(_cells_of_pieces(row)) for row in rows]


def _cells_of_pieces(pieces):
    pen = Pen()
    for piece in pieces:
        if isinstance(piece, list):
            pen = Pen(*piece)
        else:
            yield piece, pen


def rows_of_text(text):
    """From a screen printed as text with SGR sequences; the pen is carried from line to line."""
    pen, rows = Pen(), []
    for line in text.replace(SINGLE_WIDTH_LINE, "").split("\n"):
        cells = []
        for parameters, character in PIECE.findall(line):
            if not character:
                pen = pen.after(parameters)
            elif cells and (unicodedata.category(character) in ("Mn", "Me") or character == RIGHT_HALF):
                cells[-1] = (cells[-1][0] + character.replace(RIGHT_HALF, ""), cells[-1][1])
            elif character not in "\r\f":
                cells.append((character, pen))
        rows.append(Row.of(cells))
    return rows
