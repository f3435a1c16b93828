"""A name server on an address of this machine's own, and the way to have one command ask it."""
import socket
import struct
import subprocess
import threading

#: An address that nothing else uses: every 127.x.y.z is this machine.
ADDRESS = "127.53.71.9"
PORT = 53
A, TXT, SRV = 1, 16, 33
ANSWER, NO_SUCH_NAME = 0x8180, 0x8183


def can_be_asked():
    """Whether a command can be given a resolv.conf of its own (Linux, as root) and the port is free."""
    try:
        _bound().close()
    except OSError:
        return False
    return subprocess.run(["unshare", "--mount", "true"], capture_output=True).returncode == 0


def asked_by(command, folder):
    """The same command, for which this is the name server."""
    path = f"{folder}/resolv.conf"
    with open(path, "w", encoding="ascii") as file:
        file.write(f"nameserver {ADDRESS}\n")
    return ["/usr/bin/unshare", "--mount", "/bin/sh", "-c", f'mount --bind "{path}" /etc/resolv.conf && exec "$0" "$@"', *command]


class NameServer:
    """Answers by UDP from `records`, `{(name, type): [bytes, ...]}`; any other name does not exist."""

    def __init__(self, records):
        self._records = records
        self._socket = _bound()
        #: (name, type) of every question, oldest first.
        self.questions = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def stop(self):
        self._socket.sendto(b"", (ADDRESS, PORT))
        self._thread.join()
        self._socket.close()

    def _serve(self):
        while True:
            question, sender = self._socket.recvfrom(4096)
            if not question:
                return
            self._socket.sendto(self._answer(question), sender)

    def _answer(self, question):
        labels, at = [], 12
        while question[at]:
            labels.append(question[at + 1:at + 1 + question[at]].decode("ascii").lower())
            at += question[at] + 1
        name, kind = ".".join(labels), struct.unpack(">H", question[at + 1:at + 3])[0]
        self.questions.append((name, kind))
        found = self._records.get((name, kind), [])
        flags = ANSWER if any(known == name for known, _ in self._records) else NO_SUCH_NAME
        records = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(data)) + data for data in found)
        return question[:2] + struct.pack(">HHHHH", flags, 1, len(found), 0, 0) + question[12:at + 5] + records


def srv(host, port):
    return struct.pack(">HHH", 0, 0, port) + b"".join(bytes([len(label)]) + label.encode() for label in host.split(".")) + b"\0"


def txt(text):
    return bytes([len(text)]) + text.encode()


def _bound():
    found = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        found.bind((ADDRESS, PORT))
    except OSError:
        found.close()
        raise
    return found
