#!/usr/bin/env python3
"""Writes dotenv-cases.jsonl: .env texts and what python-dotenv (Debian: python3-dotenv) makes of each.

The first texts are chosen by hand, the rest are seeded random strings of the characters that matter.
Usage: make-dotenv-cases.py [COUNT] > dotenv-cases.jsonl
"""
import io
import json
import logging
import os
import random
import sys

from dotenv.main import DotEnv
from dotenv.parser import parse_stream

BY_HAND = [
    "A=b", "A= b ", "A = b", "A=b # c", "A=b#c", "A=#c", "A= #c", "A=a#b #c #d", "A=a  ", "A=\ta\t", "A==b", "A=b=c", "A=b c",
    'A="b # c" # d', "A='b # c'", "A", "A=", "A b", "A: b", "=b", "#A=b", " # x\nA=b", "A=1\nA=2", "A=b\n\n\n  B = c", "K # c",
    "export A=b", "export\tA=b", "export=1", "export A", "exportA=1", "export", "export #x", "export  'K'=v", "'K'", "'K' # c",
    "'A b'=c", "'A=c", "''=c", "A='b", "A='b\nB=c", "A='b\nc'", 'A="b\nc"\nD=e', "A='b' c", "A='b'c", "A='b'#c", "A='b' #c",
    'A=""', "A=''", "A='' B=''", "A='''", 'A="""', "A='b'\n'", 'A="a\\nb\\tc\\"d\\\\e\\q"', "A='a\\nb\\'c\\\\d'", "A='b\\'",
    "A='b\\' c\\'", 'A="b\\"\nC=d', 'A="b\\\nc"', "A=\\\\", "A=\\n", 'A="\\x41\\u0041\\101"', 'A="\\a\\b\\f\\r\\v\\\'"',
    "A=1\nB=${A}", "A=1\nB='${A}'", 'A=1\nB="x${A}y"', "B=${A}\nA=1", "B=${NONE:-d}", "B=${EMPTY_ENV:-d}", "A\nB=${A:-d}",
    "B=${FROM_ENV}", "FROM_ENV=file\nB=${FROM_ENV}", "B=${FROM_ENV:d}", "B=${FROM_ENV", "B=$FROM_ENV", "B=\\${FROM_ENV}", "B=${}",
    "B=${:-x}", "B=${A${FROM_ENV}}", "B=${NONE:-${FROM_ENV}}", "B=${NONE:-a:b}", 'B="${NONE:-a\nb}"', "A=$$ ${", "A=}${FROM_ENV}{",
    "A=b\r\nC=d\r\n", "A='b\r\nc'\r\n", "A=b\rC=d", "A=\x0bb\x0c", "A=b\x1c#c", "A=b\u00a0#c", "\u00a0A=b", "A=b\u2028#c",
    "A\u0085=b", "A=\u00e9", "\u00c4=x", "\ufffdA=b",
]
PIECES = ["A", "B", "=", "=", "'", '"', "#", " ", "\n", "\\", "$", "{", "}", "${A}", "${FROM_ENV:-x}", "export ", "\t", "x", ":-", "\r\n", "n"]


def outcome(text):
    # As open() gives it: every line end is a line feed.
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    values = DotEnv(None, stream=io.StringIO(text), override=False).dict()
    bad_statements = sum(binding.error for binding in parse_stream(io.StringIO(text)))
    return {"values": values, "badStatements": bad_statements}


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 250
    logging.disable(logging.CRITICAL)
    os.environ.update(FROM_ENV="env", EMPTY_ENV="")
    source = random.Random(7)
    texts = dict.fromkeys(BY_HAND)
    while len(texts) < count:
        texts["".join(source.choices(PIECES, k=source.randint(2, 22)))] = None
    for text in texts:
        print(json.dumps({"text": text, **outcome(text)}))


main()
