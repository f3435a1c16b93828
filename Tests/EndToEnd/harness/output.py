"""What the monitor may write to a terminal, and what it must have written when it leaves."""
import re

#: Our own control sequences: the reset of character set and insert mode as one piece, CAN where it ends an unfinished sequence;
#: cursor moves, erasing, colours, modes, scroll region, reverse index; backspace, carriage return and line feed; the clipboard.
OWN_SEQUENCE = re.compile(
    r"\x0f\x1b\(B\x1b\[4l|\x18(?=\x1b\[)|\x1b\[[0-9;]*[ABCDEFGHJKLMPSTXbdfmr]|\x1b\[\?[0-9;]+[hl]|\x1bM|\x1b[78]|[\b\r\n]"
    r"|\x1b\]52;c;[A-Za-z0-9+/]+=*\x07")
#: The beginning of one of them at the end of what was read so far: the rest is under way.
UNFINISHED_SEQUENCE = re.compile(r"\x1b(\[\??[0-9;]*|\](5(2(;(c(;[A-Za-z0-9+/]*=*)?)?)?)?)?|\(B?(\x1b(\[4?)?)?)?\Z")
#: Characters that move, hide or reorder others: C0, DEL, C1, bidi controls, line separators, tag characters.
UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\U000e0000-\U000e007f]")

ALTERNATE_SCREEN = 1049
#: Private modes that are on when nobody has touched the terminal.
INITIAL_MODES = {7, 25}
KNOWN_MODES = {1, 7, 25, 47, 1000, 1002, 1003, 1004, 1006, 1047, 1048, 1049, 2004, 2026}


def foreign_controls(output):
    """Control characters in the output that are not part of our own sequences, with their surroundings."""
    text = bytes(output).decode("utf-8", errors="replace")
    rest = UNFINISHED_SEQUENCE.sub("", OWN_SEQUENCE.sub("", text))
    return [rest[max(0, found.start() - 10):found.end() + 10] for found in UNSAFE.finditer(rest)]


def left_behind(output):
    """What a terminal would still be set to after this output, in words; empty when everything is as it was."""
    text = bytes(output).decode("utf-8", errors="replace")
    modes = set(INITIAL_MODES)
    region = ""
    pen = ""
    for found in re.finditer(r"\x1b\[\?([0-9;]+)([hl])|\x1b\[([0-9;]*)r|\x1b\[([0-9;]*)m", text):
        private, switch, margins, colours = found.groups()
        if private is not None:
            numbers = {int(number) for number in private.split(";")}
            modes = modes | numbers if switch == "h" else modes - numbers
        elif margins is not None:
            region = margins
        else:
            pen = "" if colours in ("", "0") else colours
    changed = sorted((modes ^ INITIAL_MODES) & KNOWN_MODES)
    problems = [f"mode {number} is {'on' if number in modes else 'off'}" for number in changed]
    if region:
        problems.append(f"scroll region {region}")
    if pen:
        problems.append(f"pen {pen}")
    return problems


def after_alternate_screen(output):
    """The text printed once the alternate screen was left; None when it never was."""
    text = bytes(output).decode("utf-8", errors="replace")
    head, mark, tail = text.rpartition(f"\x1b[?{ALTERNATE_SCREEN}l")
    return OWN_SEQUENCE.sub(lambda found: "\n" if found.group(0) == "\n" else "", tail) if mark else None
