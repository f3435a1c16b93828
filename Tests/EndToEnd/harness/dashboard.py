"""The monitor's screen as a person reads it: figures, status, rows, frame."""
import re
from dataclasses import dataclass

ROW = re.compile(
    r"(?P<future>>?)\s?(?P<time>(?:\d\d-\d\d )?\d\d:\d\d(?::\d\d)?)\s?(?P<future_after>>?)\s+"
    r"(?P<status>SUCCESS|WARNING|FAILED)\b\s*(?P<rest>.*)")
REST = re.compile(r"(?P<model>\S+)\s+(?P<latency>[\d,.]+ ?m?s|\S)\s+(?P<tokens>[\d,]+|\S)\s+(?P<steps>\d+)\s*(?P<prompt>.*)")
HORIZONTAL, VERTICAL = "─", "│"
TOP_LEFT, TOP_RIGHT, BOTTOM_LEFT, BOTTOM_RIGHT = "╭╮╰╯"


@dataclass(frozen=True)
class TraceRow:
    """One line of Recent Traces; a column that the screen's width dropped is None."""

    time: str
    is_future: bool
    status: str
    model: str = None
    latency: str = None
    tokens: int = None
    steps: int = None
    prompt: str = None


class Dashboard:
    """One look at the emulator's screen (a pyte Screen)."""

    def __init__(self, screen):
        self.rows = list(screen.display)
        self.text = "\n".join(self.rows)
        self._screen = screen

    def figure(self, label):
        """The number beside a label of the Overview; None when it is not there."""
        found = re.search(rf"{label}\s+(?:about |~|≈ ?)?([\d,]+(?:\.\d+)?)", self.text)
        return float(found.group(1).replace(",", "")) if found else None

    @property
    def total(self):
        return self.figure("Total(?: Traces)?")

    @property
    def websocket(self):
        """The status of the connection, from the dot on: `● Connected`."""
        found = re.search(r"(● .*?)(?:\s{2,}|\s*│)", self.text)
        return found.group(1) if found else ""

    @property
    def unique(self):
        """The N of `(N unique)`."""
        found = re.search(r"\(([\d,]+) unique", self.text)
        return int(found.group(1).replace(",", "")) if found else None

    @property
    def error_line(self):
        """The line or two that tell of a failed poll, as one; empty when there is none."""
        found = re.search(r"DB poll error: .*\n?.*", self.text)
        if not found:
            return ""
        first, _, second = found.group(0).partition("\n")
        first = first.rstrip(f" {VERTICAL}")
        is_whole = re.search(r"; (will retry in \d+s|retrying now)$", first)
        return first if is_whole else f"{first} {second.strip(f' {VERTICAL}')}"

    def colour_of(self, text):
        """The foreground colour at the start of a text, in pyte's words: `green`, `brown` (yellow), `red`, `default`."""
        for y, row in enumerate(self.rows):
            if text in row:
                cells = [self._screen.buffer[y][x] for x in range(self._screen.columns)]
                for x, cell in enumerate(cells):
                    if "".join(follower.data for follower in cells[x:x + len(text)]) == text:
                        return cell.fg.removeprefix("bright")
        return None

    def traces(self):
        """The rows of Recent Traces, from the top."""
        found = []
        for line in self.rows:
            row = ROW.search(line)
            if row is None:
                continue
            rest = REST.match(row["rest"].rstrip(f" {VERTICAL}"))
            columns = {} if rest is None else {
                "model": rest["model"], "latency": rest["latency"], "steps": int(rest["steps"]), "prompt": rest["prompt"],
                "tokens": int(rest["tokens"].replace(",", "")) if rest["tokens"][0].isdigit() else None}
            found.append(TraceRow(row["time"], bool(row["future"] or row["future_after"]), row["status"], **columns))
        return found

    def broken_borders(self):
        """What is wrong with the boxes, in words; empty when every box closes and its sides stand in one column."""
        grid = [[self._screen.buffer[y][x].data for x in range(self._screen.columns)] for y in range(self._screen.lines)]
        problems = [problem for y, row in enumerate(grid) for x, cell in enumerate(row) if cell == TOP_LEFT
                    for problem in _box_problems(grid, x, y)]
        if grid[0][0] != TOP_LEFT or grid[-1][-1] != BOTTOM_RIGHT:
            problems.append("the outer frame does not fill the screen")
        return problems


def _box_problems(grid, left, top):
    """Follows one box from its top left corner."""
    right = next((x for x in range(left + 1, len(grid[top])) if grid[top][x] == TOP_RIGHT), None)
    if right is None:
        return [f"row {top}: no {TOP_RIGHT} for the corner at column {left}"]
    for y in range(top + 1, len(grid)):
        sides = grid[y][left] + grid[y][right]
        if sides == BOTTOM_LEFT + BOTTOM_RIGHT:
            return []
        if sides != VERTICAL + VERTICAL:
            return [f"row {y}: {sides!r} at columns {left} and {right}"]
    return [f"the box at row {top}, column {left} has no bottom"]
