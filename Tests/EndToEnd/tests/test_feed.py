"""The live feed: found, lost, found again, and never believed before it has proven itself."""
import json
import resource
import shutil
import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

from harness import generate
from harness.case import PROBED_PORTS, MonitorTest
from harness.network import free_port, is_free

LIVE = "live via WebSocket"
AT_ONCE_SECONDS = 1.0
PROVING_TRACES = 20


def now_traces(count, seed=2, **fixed):
    """Traces of this moment, newest first."""
    return generate.traces(count, seed, newest=datetime.now(timezone.utc), spacing_seconds=0.01, **fixed)


class FeedTest(MonitorTest):
    def start_live(self, stored=(), options=(), **keywords):
        """A monitor connected to a backend, both on one MongoDB server."""
        mongo = self.start_mongo(generate.documents(stored))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(*options, backend=backend, mongo=mongo, **keywords)
        self.see_connected(terminal)
        return terminal, backend, mongo

    def probed_port(self, *but):
        """A free one of the ports where the monitor looks for the backend."""
        free = [port for port in PROBED_PORTS if port not in but and is_free(port)]
        if not free:
            self.skipTest("all of the ports 8000, 8001, 8080 and 3000 of this machine are in use")
        return free[0]

    def test_a_broadcast_trace_is_on_screen_at_once(self):
        terminal, backend, _ = self.start_live(refresh="60")
        self.see_text(terminal, "No traces yet.")
        backend.save(now_traces(1, prompt="a brand new trace"))
        self.see_text(terminal, "a brand new trace", AT_ONCE_SECONDS)
        self.see_total(terminal, 1, AT_ONCE_SECONDS)

    def test_a_broadcast_is_shown_without_any_store(self):
        backend = self.start_backend()
        terminal = self.start_monitor(backend=backend, mongo=f"mongodb://127.0.0.1:{free_port()}")
        self.see_connected(terminal)
        backend.save(now_traces(3))
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 3, "three rows")

    def test_a_connected_feed_says_so_in_green(self):
        terminal, _, _ = self.start_live()
        dashboard = self.look(terminal)
        self.assertEqual(dashboard.colour_of("● Connected"), "green")
        self.assertEqual(dashboard.websocket, "● Connected")

    def test_a_killed_backend_turns_yellow_and_polling_takes_over(self):
        terminal, backend, mongo = self.start_live(generate.traces(5))
        self.see_total(terminal, 5)
        backend.kill()
        lost = ("● Reconnecting", "● Unavailable")
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith(lost), "a lost connection")
        dashboard = self.look(terminal)
        self.assertEqual(dashboard.colour_of("● "), "brown")
        self.see_text(terminal, "polling every 0.5s")
        self.assertNotIn(LIVE, self.look(terminal).text)
        mongo.insert_with_driver(generate.new_documents(now_traces(1, prompt="written while the backend is down")))
        self.see_text(terminal, "written while the backend is down", 3)
        self.see_total(terminal, 6)

    def test_a_backend_that_was_never_there_is_unavailable_and_the_advice_stands(self):
        mongo = self.start_mongo(generate.documents(generate.traces(2)))
        terminal = self.start_monitor(backend=free_port(), mongo=mongo, refresh="2")
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith("● Unavailable"), "● Unavailable")
        self.assertEqual(self.look(terminal).colour_of("● Unavailable"), "brown")
        self.see_text(terminal, "polling every 2s")
        self.see_text(terminal, "tracellm start")

    def test_a_backend_back_on_another_probed_port_is_found_and_named(self):
        terminal, backend, mongo = self.start_live(generate.traces(5))
        backend.kill()
        self.see(terminal, lambda dashboard: not dashboard.websocket.startswith("● Connected"), "a lost connection")
        port = self.probed_port()
        moved = self.start_backend(port=port, mongo=mongo)
        status = f"● Connected (port {port})"
        self.see(terminal, lambda dashboard: dashboard.websocket == status, status, 20)
        moved.save(now_traces(1, prompt="after the move"))
        self.see_text(terminal, "after the move", AT_ONCE_SECONDS)
        self.see_total(terminal, 6)

    def test_strangers_on_probed_ports_are_not_taken_for_a_backend(self):
        self.require_free(3000, 8080)
        self.start_stranger("web", 3000)
        self.start_stranger("websocket", 8080)
        mongo = self.start_mongo(generate.documents(generate.traces(2)))
        terminal = self.start_monitor(backend=free_port(), mongo=mongo)
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith("● Unavailable"), "● Unavailable")
        shown = self.look(terminal)
        self.assertNotIn("● Connected", shown.text)
        self.assertNotIn(LIVE, shown.text)

    def test_a_backend_behind_strangers_is_found(self):
        self.require_free(8001, 8080)
        own_port = self.start_stranger("websocket").port
        self.start_stranger("blackhole", 8001)
        mongo = self.start_mongo()
        self.start_backend(port=8080, mongo=mongo)
        terminal = self.start_monitor(backend=own_port, mongo=mongo)
        self.see(terminal, lambda dashboard: dashboard.websocket == "● Connected (port 8080)", "● Connected (port 8080)", 20)

    def test_a_silent_feed_does_not_hide_what_another_process_stores(self):
        terminal, backend, mongo = self.start_live(generate.traces(5), refresh="1")
        self.see_text(terminal, "live via WebSocket, polling every 1s")
        backend.save(now_traces(1, seed=7, prompt="saved and not announced"), broadcast=False)
        self.see_text(terminal, "saved and not announced", 2.5)
        mongo.insert_with_driver(generate.new_documents(now_traces(1, prompt="from another process")))
        self.see_text(terminal, "from another process", 2.5)
        self.see_total(terminal, 7)

    def test_a_proven_feed_says_so_and_writes_nothing_while_nothing_changes(self):
        terminal, backend, _ = self.start_live(generate.traces(5), refresh="0.1")
        self.see_total(terminal, 5)
        backend.save(now_traces(PROVING_TRACES))
        self.see(terminal, lambda dashboard: LIVE in dashboard.text and "polling" not in dashboard.text, "a proven feed", 30)
        self.see_total(terminal, 5 + PROVING_TRACES)
        terminal.wait_for_pause()
        self.assertEqual(terminal.bytes_during(3), b"")

    def test_polling_without_news_writes_nothing(self):
        terminal, _, _ = self.start_live(generate.traces(5), refresh="0.2")
        self.see_total(terminal, 5)
        self.see_text(terminal, "polling every 0.2s")
        terminal.wait_for_pause()
        self.assertEqual(terminal.bytes_during(3), b"")

    def test_a_trace_broadcast_and_polled_counts_once(self):
        terminal, backend, mongo = self.start_live(refresh="0.2")
        traces = now_traces(30)
        for trace in reversed(traces):
            backend.save([trace])
        self.see_total(terminal, len(traces))
        polls = self.polls(mongo)
        terminal.wait_until(lambda screen: self.polls(mongo) > polls + 4, "some more polls")
        self.assertEqual(self.look(terminal).total, len(traces))
        self.assertEqual(self.look(terminal).unique, len(traces))
        backend.save(traces[:5], store=False)
        backend.save(now_traces(1, seed=9, prompt="the last one"))
        self.see_text(terminal, "the last one")
        self.see_total(terminal, len(traces) + 1, 5)

    def polls(self, mongo):
        return sum(entry["name"] == "aggregate" for entry in mongo.log()["entries"])

    def test_what_was_written_during_a_gap_is_there_after_the_reconnect(self):
        terminal, backend, mongo = self.start_live(generate.traces(5), refresh="60")
        self.see_total(terminal, 5)
        backend.kill()
        mongo.insert_with_driver(generate.new_documents(now_traces(4)))
        self._started(type(backend)(backend.port, mongo))
        self.see_connected(terminal, 20)
        self.see_total(terminal, 9)
        self.assertEqual(len(self.look(terminal).traces()), 9)

    def test_a_frozen_backend_is_noticed(self):
        terminal, backend, _ = self.start_live(generate.traces(1))
        backend.freeze()
        self.addCleanup(backend.thaw)
        self.see(terminal, lambda dashboard: not dashboard.websocket.startswith("● Connected"), "the dead peer noticed", 40)

    def test_project_and_environment_filter_store_and_feed(self):
        stored = generate.traces(60, seed=4)
        wanted = [trace for trace in stored if (trace["project_id"], trace["environment"]) == ("rag-demo", "production")]
        terminal, backend, _ = self.start_live(stored, ("--project", "rag-demo", "--environment", "production"))
        self.see_total(terminal, len(wanted))
        backend.save(now_traces(1, seed=5, project_id="default", environment="production"))
        backend.save(now_traces(1, seed=6, project_id="rag-demo", environment="staging"))
        backend.save(now_traces(1, seed=7, project_id="rag-demo", environment="production", prompt="the one that counts"))
        self.see_text(terminal, "the one that counts")
        self.see_total(terminal, len(wanted) + 1)
        first_row = self.look(terminal).rows[0]
        self.assertIn("rag-demo", first_row)
        self.assertIn("production", first_row)

    def test_a_time_in_the_future_is_marked_and_does_not_stay_on_top(self):
        terminal, backend, _ = self.start_live(refresh="60")
        tomorrow = (datetime.now(timezone.utc) + timedelta(days=1)).isoformat()
        backend.save(now_traces(1, seed=5, created_at=tomorrow, prompt="from the future"))
        self.see_text(terminal, "from the future")
        self.assertTrue(self.look(terminal).traces()[0].is_future)
        backend.save(now_traces(1, seed=6, prompt="of today"))
        self.see_text(terminal, "of today")
        self.assertEqual([row.prompt for row in self.look(terminal).traces()], ["of today", "from the future"])

    def test_malformed_messages_end_nothing(self):
        terminal, backend, _ = self.start_live(refresh="60")
        created = now_traces(1)[0]
        odd = [{"trace": None}, {}, {"trace": []}, {"trace": "x"}, {"trace": {}}, {"trace": {**created, "trace_id": None}},
               {"trace": {**created, "trace_id": "a", "status": None, "latency": "x", "token_count": "many", "steps": {}}},
               {"trace": {**created, "trace_id": "b", "latency": float("nan")}}]
        texts = [json.dumps({"type": "trace.created", **message}) for message in odd]
        texts += ["[1, 2]", "null", "{", "not JSON", "", '{"type":"other.event"}', '{"type":5}', "[" * 100_000, '{"a":' * 5000]
        backend.send(*texts)
        backend.save(now_traces(1, seed=3, prompt="still alive"))
        self.see_text(terminal, "still alive", 5)
        self.assertEqual(backend.state()["connects"], 1)
        self.assertNotIn("nan", self.look(terminal).text.lower())

    def test_an_oversized_message_is_skipped_and_the_connection_stays(self):
        terminal, backend, _ = self.start_live(refresh="60")
        large = now_traces(1, prompt="x" * (17 * 1024 * 1024))[0]
        backend.send(json.dumps({"type": "trace.created", "trace": large}))
        backend.save(now_traces(1, seed=3, prompt="after the large one"))
        self.see_text(terminal, "after the large one", 10)
        self.assertEqual(backend.state()["connects"], 1)

    def test_a_burst_of_announcements_and_their_documents_count_once(self):
        terminal, backend, mongo = self.start_live()
        traces = now_traces(3000, seed=51, steps=[])
        mongo.insert_with_driver(generate.new_documents(traces))
        backend.send(*(json.dumps({"type": "trace.created", "trace": trace}) for trace in traces))
        self.see_total(terminal, len(traces), 20)
        polls = self.polls(mongo)
        terminal.wait_until(lambda screen: self.polls(mongo) > polls + 4, "some more polls")
        self.assertEqual(self.look(terminal).total, len(traces))

    def test_a_trace_announced_before_it_is_stored_counts_once(self):
        terminal, backend, mongo = self.start_live(refresh="0.2")
        traces = now_traces(5, seed=52)
        backend.save(traces, store=False)
        self.see_total(terminal, 5)
        mongo.insert_with_driver(generate.new_documents(traces))
        polls = self.polls(mongo)
        terminal.wait_until(lambda screen: self.polls(mongo) > polls + 4, "some more polls")
        self.assertEqual(self.look(terminal).total, 5)
        self.assertEqual(len(self.look(terminal).traces()), 5)


class ScarcityTest(MonitorTest):
    def test_no_descriptors_left_is_an_error_on_screen_and_no_end(self):
        backend = self.start_backend()
        terminal = self.start_monitor(backend=backend, mongo=self.start_mongo())
        self.see_connected(terminal)
        limits = resource.prlimit(terminal.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(terminal.pid, resource.RLIMIT_NOFILE, (1, limits[1]))
        backend.kill()
        terminal.send("?")
        self.see_text(terminal, "many open files (ulimit -n)")
        terminal.send("?")
        resource.prlimit(terminal.pid, resource.RLIMIT_NOFILE, limits)
        self.start_backend(port=backend.port)
        self.see_connected(terminal)


class AddressTest(MonitorTest):
    """Where the backend and the store are looked for when little is said."""

    def certificate(self):
        """A certificate for 127.0.0.1 with its key, made for this test."""
        if shutil.which("openssl") is None:
            self.skipTest("openssl is not installed")
        path = Path(self.folder) / "server.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
                        "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", path, "-out", path], check=True, capture_output=True)
        return path

    def test_tls_connects_where_the_certificate_is_trusted(self):
        certificate = self.certificate()
        backend = self.start_backend(certificate=certificate)
        terminal = self.start_monitor("--ws-tls", backend=backend, mongo=self.start_mongo(), env={"SSL_CERT_FILE": certificate})
        self.see_connected(terminal)

    def test_tls_does_not_connect_where_the_certificate_is_unknown(self):
        backend = self.start_backend(certificate=self.certificate())
        terminal = self.start_monitor("--ws-tls", backend=backend, mongo=self.start_mongo())
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith("● Unavailable"), "● Unavailable")

    def test_a_host_given_as_an_address_is_understood(self):
        backend = self.start_backend()
        terminal = self.start_monitor("--ws-host", f"ws://localhost:{backend.port}", mongo=self.start_mongo())
        self.see_connected(terminal)

    def test_host_and_port_come_from_the_environment(self):
        backend = self.start_backend()
        environment = {"TRACELLM_WS_HOST": "localhost", "TRACELLM_WS_PORT": backend.port}
        terminal = self.start_monitor(mongo=self.start_mongo(), env=environment)
        self.see_connected(terminal)

    def test_without_any_address_the_local_mongodb_is_read(self):
        self.require_free(27017)
        self.start_mongo(generate.documents(generate.traces(4)), port=27017)
        terminal = self.start_monitor()
        self.see_total(terminal, 4)
