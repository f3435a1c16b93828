"""Starts and stops the servers that the monitor talks to, each a process of its own on 127.0.0.1."""
import json
import os
import select
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 20
STOP_SECONDS = 5
REQUEST_SECONDS = 60


class ServerProcess:
    """A process that prints one line of JSON when it is ready."""

    def __init__(self, command):
        self._process = subprocess.Popen(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        ready, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        line = self._process.stdout.readline() if ready else b""
        if not line:
            self.stop()
            raise RuntimeError(f"did not start: {' '.join(map(str, command))}")
        self.ports = json.loads(line)
        self.port = self.ports["port"]

    def kill(self):
        """Ends it at once, as a crash would."""
        self._end(signal.SIGKILL)

    def stop(self):
        self._end(signal.SIGTERM)

    def _end(self, number):
        if self._process.poll() is None:
            self._process.send_signal(number)
            try:
                self._process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._process.stdout.close()

    def freeze(self):
        """Stops it without closing a socket: the peer that is dead and does not say so."""
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self):
        self._process.send_signal(signal.SIGCONT)


def _request(address, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data, {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=REQUEST_SECONDS) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise RuntimeError(f"{address}: {error.read().decode(errors='replace')}") from error


class MongoServer(ServerProcess):
    """The MongoDB-wire server with its control port (mongo/control.mjs), or several that belong together, as the options say
    (mongo/deployment.mjs)."""

    def __init__(self, documents=(), port=0, database="tracellm", **options):
        command = ["node", str(ROOT / "mongo" / "main.mjs"), "--port", str(port), "--options", json.dumps(options)]
        super().__init__(command)
        self.database = database
        self.control_port = self.ports["controlPort"]
        self.hosts = [f"127.0.0.1:{number}" for number in self.ports["ports"]]
        self.url = f"mongodb://{','.join(self.hosts)}"
        if options.get("topology") == "replicaSet":
            self.url += "/?replicaSet=rs"
        try:
            self.insert(documents)
        except BaseException:
            self.stop()
            raise

    def insert(self, documents):
        return self.control("insert", list(documents))

    def delete(self, query):
        return self.control("delete", query)["removed"]

    def documents(self):
        """Everything stored, with the _ids, in extended JSON."""
        return self.control("find", {})

    def set_faults(self, *rules, is_black_hole=False, member=0):
        """Replaces what is made to go wrong (mongo/faults.mjs); nothing given: all is well."""
        self.control("faults", {"isBlackHole": is_black_hole, "rules": list(rules)}, member)

    def log(self, member=0):
        return self.control("log", {}, member)

    def commands(self, member=0):
        """The names of all commands received, oldest first."""
        return [entry["name"] for entry in self.log(member)["entries"]]

    def control(self, action, body, member=0):
        """Has one server of the deployment do something."""
        return _request(f"http://127.0.0.1:{self.control_port}/{action}?db={self.database}&member={member}", body)

    def insert_with_driver(self, documents, url=None):
        """Stores documents from another process with MongoDB's official driver, as TraceLLM's SDK does."""
        command = ["node", str(ROOT / "mongo" / "insert.mjs"), url or self.url, self.database]
        text = json.dumps(list(documents)).encode()
        subprocess.run(command, input=text, check=True, stdout=subprocess.DEVNULL, timeout=START_SECONDS)


class Backend(ServerProcess):
    """The backend with its control paths (backend/server.py). `certificate`: a PEM file with certificate and key; its
    WebSocket is then wss, and its control paths cannot be used."""

    def __init__(self, port=0, mongo=None, certificate=None, has_websocket=True):
        command = [sys.executable, "-m", "backend.server", "--port", str(port)]
        if not has_websocket:
            command.append("--without-websocket")
        if certificate is not None:
            command += ["--certificate", str(certificate)]
        if mongo is not None:
            command += ["--mongo-control-port", str(mongo.control_port), "--database", mongo.database]
        super().__init__(command)

    def save(self, traces, broadcast=True, store=True):
        """Saves traces as the backend does; returns how long each took, in seconds."""
        body = {"traces": list(traces), "broadcast": broadcast, "store": store}
        return self._post("control/save", body)["seconds"]

    def send(self, *texts):
        """Sends WebSocket messages as they are; returns the monotonic clock at each, in nanoseconds."""
        return self._post("control/send", {"texts": list(texts)})["sent_ns"]

    def stream(self, traces, rate):
        self._post("control/stream", {"traces": list(traces), "rate": rate})

    def state(self):
        return _request(f"http://127.0.0.1:{self.port}/control/state")

    def _post(self, path, body):
        return _request(f"http://127.0.0.1:{self.port}/{path}", body)


class Stranger(ServerProcess):
    """A server that is not TraceLLM's: `web`, `websocket` or `blackhole` (backend/strangers.py)."""

    def __init__(self, kind, port=0):
        super().__init__([sys.executable, "-m", "backend.strangers", kind, "--port", str(port)])
