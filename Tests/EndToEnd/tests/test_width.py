"""The width table is what its script makes of Unicode's data, and agrees with python3-wcwidth but where it is meant not to."""
import importlib.util
import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import wcwidth

from harness.servers import ROOT

PRODUCT = ROOT.parent.parent
SCRIPT = PRODUCT / "tools" / "generate-width-table.py"
TABLE = PRODUCT / "Tui" / "Ansi" / "WidthTable.g.cs"
LIMIT = 0x110000
SURROGATES = range(0xD800, 0xE000)

#: Columns on the screen of a character that stands alone.
COLUMNS = {
    "Narrow": 1, "Wide": 2, "Mark": 0, "Dropped": 0, "Replaced": 1, "UncertainNarrow": 1, "UncertainWide": 2,
    "PictographNarrow": 1, "PictographWide": 2, "RegionalIndicator": 1, "EmojiModifier": 2, "HangulMedial": 0, "Space": 1,
}
#: Every way in which a character may differ: (class, columns here, columns of wcwidth), how many do, which, and why.
DIFFERENCES = {
    ("Replaced", 1, -1): (64, "C0 but U+0000, DEL, C1", "drawn as a control picture or U+FFFD; wcwidth refuses them"),
    ("Replaced", 1, 0): (3, "U+0000, U+2028, U+2029", "drawn as U+2400 or U+FFFD; wcwidth leaves them out"),
    ("Replaced", 1, 2): (40, "unassigned in the CJK compatibility blocks", "drawn as U+FFFD, whatever they may become"),
    ("Dropped", 0, 1): (3897, "Default_Ignorable_Code_Point: soft hyphen, bidirectional controls, tags and their unassigned",
                        "never sent, as they hide or reorder text; wcwidth counts those that a terminal of old would print"),
    ("Dropped", 0, 2): (2, "Hangul fillers U+115F, U+3164", "blank by definition, so a place to hide: never sent"),
    ("HangulMedial", 0, 1): (232, "Hangul vowels and finals U+1160-11FF, U+D7B0-D7FB",
                             "joined to the syllable before them, which is two columns as a whole, else U+FFFD"),
}


class WidthTest(unittest.TestCase):
    def setUp(self):
        specification = importlib.util.spec_from_file_location("generate_width_table", SCRIPT)
        self.script = importlib.util.module_from_spec(specification)
        specification.loader.exec_module(self.script)
        self.text = TABLE.read_text(encoding="utf-8")
        self.version = re.search(r'UnicodeVersion = "([\d.]+)"', self.text).group(1)

    def classes(self):
        """The class of every code point, read from the table in the sources."""
        entries = [int(digits, 16) for digits in re.findall(r"0x([0-9A-F]{8}),", self.text)]
        table = []
        for entry in entries:
            first = entry >> 8
            table.extend(table[-1:] * (first - len(table)))
            table.append(self.script.CLASSES[entry & 0xFF])
        return table + table[-1:] * (LIMIT - len(table))

    def test_the_script_writes_the_table_that_is_there(self):
        data = Path(self.script.DATA_FOLDER)
        if not (data / "EastAsianWidth.txt").exists():
            self.skipTest("this machine has no Unicode data files (Debian: unicode-data)")
        if self.script.unicode_version(data) != self.version:
            self.skipTest(f"this machine's Unicode data files are not those of {self.version}")
        with tempfile.TemporaryDirectory() as folder:
            made = Path(folder) / "table"
            subprocess.run([sys.executable, SCRIPT, data, made], check=True, stdout=subprocess.DEVNULL)
            self.assertEqual(made.read_text(encoding="utf-8"), self.text)

    def test_every_code_point_has_the_width_that_wcwidth_gives_or_a_reason(self):
        if self.version not in wcwidth.list_versions():
            self.skipTest(f"this machine's wcwidth does not know Unicode {self.version}")
        found = {}
        for code_point, name in enumerate(self.classes()):
            theirs = wcwidth.wcwidth(chr(code_point), self.version)
            if code_point not in SURROGATES and theirs != COLUMNS[name]:
                found.setdefault((name, COLUMNS[name], theirs), []).append(code_point)
        for difference, code_points in found.items():
            sample = " ".join(f"U+{code_point:04X}" for code_point in code_points[:8])
            self.assertIn(difference, DIFFERENCES, f"{len(code_points)} code points without a reason: {sample} ...")
        self.assertEqual({difference: len(code_points) for difference, code_points in found.items()},
                         {difference: count for difference, (count, _, _) in DIFFERENCES.items()})


if __name__ == "__main__":
    unittest.main()
