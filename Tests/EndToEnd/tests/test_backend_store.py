"""No MongoDB at all: the backend's REST API is the store, and its WebSocket announces nothing, as the product ships."""
import shutil
import socket
import subprocess
import threading
from datetime import datetime, timezone
from pathlib import Path

from harness import generate
from harness.case import PROBED_PORTS, MonitorTest
from harness.figures import figures_of
from harness.network import free_port, is_free
from harness.servers import MongoServer
from tests.test_figures import FiguresCase, SharedFiguresTests

MONGO_PORT = 27017
REST_PAGE = 200


def now_traces(count, seed=2, **fixed):
    """Traces of this moment, newest first."""
    return generate.traces(count, seed, newest=datetime.now(timezone.utc), spacing_seconds=0.01, **fixed)


class Listener:
    """Stands where a MongoDB might, and remembers who came."""

    def __init__(self, port):
        self.connections = 0
        self._listener = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._accept, daemon=True)
        self._thread.start()

    def _accept(self):
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            connection.close()

    def stop(self):
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join()


class BackendStoreTest(SharedFiguresTests, FiguresCase):
    """The backend keeps its traces itself."""

    def start_silent(self, traces=(), options=(), **keywords):
        """A monitor that was told of no database, and a backend that announces nothing."""
        backend = self.start_backend()
        self.save(backend, traces)
        terminal = self.start_monitor(*options, backend=backend, **keywords)
        self.see_connected(terminal)
        return terminal, backend

    def save(self, backend, traces):
        """As another process does: past the backend."""
        backend.save(list(reversed(traces)), broadcast=False)

    def assert_store_shown(self, traces, documents=None):
        terminal, _ = self.start_silent(traces)
        self.assert_figures(terminal, traces)
        return terminal

    def test_store_larger_than_a_page_is_counted_and_names_its_window(self):
        traces = generate.traces(700, seed=3)
        terminal, _ = self.start_silent(traces)
        expected = figures_of(traces)
        self.see_text(terminal, f"figures: newest {REST_PAGE}")
        self.see_total(terminal, expected.total)
        dashboard = self.look(terminal)
        self.assertEqual((dashboard.figure("Completed"), dashboard.figure("Errors")), (expected.completed, expected.errors))
        self.assertEqual(dashboard.figure("Total Tokens"), figures_of(traces[:REST_PAGE]).tokens)
        self.assertNotIn("about", dashboard.text)
        self.assert_newest_first(terminal, traces)

    def test_the_store_in_use_is_named(self):
        terminal, backend = self.start_silent()
        self.see_text(terminal, f"store: backend REST :{backend.port}")

    def test_a_trace_saved_by_another_process_is_on_screen_within_one_refresh(self):
        terminal, backend = self.start_silent(generate.traces(300), refresh="2")
        self.see_total(terminal, 300)
        self.save(backend, now_traces(1, prompt="from another process"))
        self.see_text(terminal, "from another process", 2.5)
        self.see_total(terminal, 301, 2.5)
        self.assertIn("polling every 2s", self.look(terminal).text)

    def test_an_announced_trace_counts_once(self):
        terminal, backend = self.start_silent(generate.traces(250))
        self.see_total(terminal, 250)
        backend.save(now_traces(5, prompt="announced"))
        self.see_total(terminal, 255)
        self.save(backend, now_traces(1, seed=9, prompt="the last one"))
        self.see_text(terminal, "the last one")
        self.assertEqual(self.look(terminal).total, 256)

    def test_more_than_a_page_in_one_interval_is_counted_and_named_as_skipped(self):
        terminal, backend = self.start_silent(generate.traces(10), refresh="2")
        self.see_total(terminal, 10)
        self.save(backend, now_traces(700, steps=[]))
        self.see_total(terminal, 710)
        self.see(terminal, lambda dashboard: " skipped" in dashboard.text, "what was skipped")

    def test_trace_created_long_ago_is_counted(self):
        terminal, backend = self.start_silent(generate.traces(300))
        self.see_total(terminal, 300)
        self.save(backend, now_traces(1, created_at="2020-01-01T00:00:00+00:00"))
        self.see_total(terminal, 301)

    def test_filters_are_kept(self):
        stored = generate.traces(300, seed=4)
        wanted = [trace for trace in stored if (trace["project_id"], trace["environment"]) == ("rag-demo", "production")]
        terminal, backend = self.start_silent(stored, ("--project", "rag-demo", "--environment", "production"))
        self.see_total(terminal, len(wanted))
        self.save(backend, now_traces(1, seed=5, project_id="default", environment="production"))
        self.save(backend, now_traces(1, seed=7, project_id="rag-demo", environment="production", prompt="the one that counts"))
        self.see_text(terminal, "the one that counts")
        self.see_total(terminal, len(wanted) + 1)

    def test_a_killed_backend_leaves_the_data_with_an_error_line_and_comes_back(self):
        terminal, backend = self.start_silent(generate.traces(12))
        self.see_total(terminal, 12)
        backend.kill()
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line")
        dashboard = self.look(terminal)
        self.assertRegex(dashboard.error_line, r"DB poll error: .*(will retry in \d+s|retrying now)")
        self.assertEqual((dashboard.total, len(dashboard.traces())), (12, 10))
        again = self.start_backend(port=backend.port)
        self.save(again, generate.traces(15))
        self.see_total(terminal, 15, 40)
        self.see(terminal, lambda dashboard: not dashboard.error_line, "no error line")

    def test_backend_on_another_probed_port_is_read_there(self):
        port = next((port for port in PROBED_PORTS if is_free(port)), None)
        if port is None:
            self.skipTest("no probed port is free")
        backend = self.start_backend(port=port)
        self.save(backend, generate.traces(3))
        terminal = self.start_monitor(backend=free_port())
        self.see_total(terminal, 3)
        self.see_text(terminal, f"store: backend REST :{port}")

    def test_tls_is_used_for_both(self):
        if shutil.which("openssl") is None:
            self.skipTest("openssl is not installed")
        certificate = Path(self.folder) / "server.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1", "-addext",
                        "subjectAltName=IP:127.0.0.1", "-keyout", certificate, "-out", certificate], check=True, capture_output=True)
        backend = self.start_backend(certificate=certificate)
        terminal = self.start_monitor("--ws-tls", backend=backend, env={"SSL_CERT_FILE": certificate})
        self.see_total(terminal, 0)
        self.see_text(terminal, f"store: backend REST :{backend.port}")

    # Which store is read

    def test_a_foreign_mongodb_is_never_asked_where_the_backend_has_sqlite(self):
        self.require_free(MONGO_PORT)
        foreign = self._started(Listener(MONGO_PORT))
        terminal, backend = self.start_silent(generate.traces(5))
        self.see_total(terminal, 5)
        backend.kill()
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line")
        again = self.start_backend(port=backend.port)
        self.save(again, generate.traces(6))
        self.see_total(terminal, 6, 40)
        self.assertEqual(foreign.connections, 0)

    def test_a_backend_with_mongodb_leads_to_the_local_one(self):
        self.require_free(MONGO_PORT)
        mongo = self.start_mongo(generate.documents(generate.traces(4)), port=MONGO_PORT)
        terminal = self.start_monitor(backend=self.start_backend(mongo=mongo))
        self.see_total(terminal, 4)
        self.see_text(terminal, "store: mongodb 127.0.0.1")

    def test_a_backend_that_appears_later_decides_then(self):
        self.require_free(MONGO_PORT)
        self.start_mongo(generate.documents(generate.traces(4)), port=MONGO_PORT)
        port = free_port()
        terminal = self.start_monitor(backend=port)
        self.see_total(terminal, 4)
        self.save(self.start_backend(port=port), generate.traces(7, seed=8))
        self.see_text(terminal, f"store: backend REST :{port}", 40)
        self.see_total(terminal, 7)

    def test_the_backend_stands_in_while_mongodb_is_down(self):
        backend = self.start_backend()
        self.save(backend, traces := generate.traces(8))
        port = free_port()
        terminal = self.start_monitor(backend=backend, mongo=f"mongodb://127.0.0.1:{port}")
        self.see_total(terminal, 8)
        self.see_text(terminal, f"store: backend REST :{backend.port}")
        self.see_text(terminal, "stands in")
        self._started(MongoServer(generate.documents(traces) + generate.new_documents(now_traces(2)), port))
        self.see_text(terminal, "store: mongodb 127.0.0.1", 40)
        self.see_total(terminal, 10)
        self.see(terminal, lambda dashboard: not dashboard.error_line, "no error line")
        self.assertEqual(self.look(terminal).unique, 10)


class OpenSslTest(MonitorTest):
    """The library costs 4 MB and some of the start: it is loaded when TLS or a login needs it."""

    def libraries(self, terminal):
        maps = Path(f"/proc/{terminal.pid}/maps").read_text(encoding="utf-8", errors="replace")
        return [line.split()[-1] for line in maps.splitlines() if "libssl" in line or "libcrypto" in line]

    def test_openssl_is_not_loaded_by_mongodb_and_rest_without_tls(self):
        mongo = self.start_mongo(generate.documents(generate.traces(4)))
        terminal = self.start_monitor(backend=free_port(), mongo=mongo, refresh="0.2")
        self.see_total(terminal, 4)
        self.assertEqual(self.libraries(terminal), [])

    def test_openssl_is_not_loaded_by_a_backend_without_websocket(self):
        backend = self.start_backend(has_websocket=False)
        backend.save(generate.traces(4))
        terminal = self.start_monitor(backend=backend, refresh="0.2")
        self.see_total(terminal, 4)
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith("● Unavailable"), "● Unavailable")
        self.assertEqual(self.libraries(terminal), [])

    def test_openssl_is_not_loaded_by_the_websocket(self):
        backend = self.start_backend()
        terminal = self.start_monitor(backend=backend)
        self.see_connected(terminal)
        backend.save(generate.traces(1, prompt="by the WebSocket"))
        self.see_text(terminal, "by the WebSocket")
        self.assertEqual(self.libraries(terminal), [])
