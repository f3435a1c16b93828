"""Runs inside a terminal emulator and writes what it is told to, piece by piece.

Usage: player.py SOCKET      requests and answers are lines of JSON
A request is answered once the emulator has interpreted every byte, which its status report (DSR, ECMA-48 8.3.35) tells, and the
pty has the size that is named, if one is.
"""
import base64
import json
import os
import socket
import sys
import time
import tty

SIZE_SECONDS = 10
LOOK_AGAIN_SECONDS = 0.002
ASK_STATUS, STATUS_ENDS = b"\x1b[5n", b"0n"


def write_all(data):
    while data:
        data = data[os.write(1, data):]


def wait_for_status():
    write_all(ASK_STATUS)
    answer = b""
    while not answer.endswith(STATUS_ENDS):
        answer += os.read(0, 100)


def wait_for_size(wanted):
    """Whether the terminal came to have this size, (columns, rows)."""
    deadline = time.monotonic() + SIZE_SECONDS
    while os.get_terminal_size(0) != wanted:
        if time.monotonic() > deadline:
            return False
        time.sleep(LOOK_AGAIN_SECONDS)
    return True


def main():
    tty.setraw(0)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(sys.argv[1])
        with connection.makefile("rw", encoding="ascii", newline="\n") as lines:
            for line in lines:
                request = json.loads(line)
                write_all(base64.b64decode(request["bytes"]))
                wait_for_status()
                is_done = request["size"] is None or wait_for_size(tuple(request["size"]))
                print(json.dumps(is_done), file=lines, flush=True)


if __name__ == "__main__":
    main()
