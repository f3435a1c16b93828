"""Login and TLS: what works shows the traces, what does not says why, and no password is ever written."""
from pathlib import Path
from urllib.parse import quote

from harness import generate
from harness.case import MonitorTest
from harness.certificates import CLIENT_SUBJECT, certificate
from harness.network import free_port
from harness.output import after_alternate_screen

PASSWORD = "hunter2:p@ss/w%rd+"
READER = {"name": "reader", "password": PASSWORD, "role": "read"}
WIDE = (200, 40)


class ReaderTest(MonitorTest):
    """A server with a reader's login, and a monitor that is given it in the environment."""

    def start(self, count=5, tls="server", caFile=None, **options):
        if tls is not None:
            options["tls"] = {"certificateKeyFile": certificate(tls), "caFile": caFile}
        return self.start_mongo(generate.documents(generate.traces(count)), **options)

    def watch(self, mongo, login="", query="", host="localhost", env=None, **more):
        """A monitor whose address, in the environment, is this server's."""
        userinfo = f"{login}@" if login else ""
        url = f"mongodb://{userinfo}{host}:{mongo.port}/?{query}"
        return self.start_monitor(size=WIDE, env={"MONGO_URL": url, **(env or {})}, **more)

    def reader(self, password=PASSWORD):
        return f"reader:{quote(password, safe='')}"

    def assert_no_secret(self, terminal):
        """Nothing of the password in any form was written, up to the end."""
        terminal.close_politely()
        for secret in (PASSWORD, quote(PASSWORD, safe=""), "hunter2"):
            self.assertNotIn(secret.encode(), bytes(terminal.output))

    def mechanisms(self, mongo):
        bodies = [entry["body"].get("speculativeAuthenticate") or entry["body"] for entry in mongo.log()["entries"]]
        return [body["mechanism"] for body in bodies if "mechanism" in body]


class LoginTest(ReaderTest):
    def test_scram_sha_256_over_tls_shows_the_traces(self):
        mongo = self.start(users=[{**READER, "mechanisms": ["SCRAM-SHA-256"]}, {"name": "writer", "password": "x"}])
        query = f"tls=true&tlsCAFile={certificate('ca')}&authMechanism=SCRAM-SHA-256"
        terminal = self.watch(mongo, self.reader(), query)
        self.see_total(terminal, 5)
        traces = generate.traces(1, seed=8, prompt="stored by the official driver")
        mongo.insert_with_driver(generate.new_documents(traces), f"mongodb://writer:x@localhost:{mongo.port}/?{query}")
        self.see_text(terminal, "stored by the official driver")
        self.see_total(terminal, 6)
        self.assertEqual(set(self.mechanisms(mongo)), {"SCRAM-SHA-256"})
        self.assertEqual(mongo.log()["protocolErrors"], [])
        self.assert_no_secret(terminal)

    def test_scram_sha_1_over_tls_shows_the_traces(self):
        mongo = self.start(users=[{**READER, "mechanisms": ["SCRAM-SHA-1"]}])
        terminal = self.watch(mongo, self.reader(), f"tls=true&tlsCAFile={certificate('ca')}&authMechanism=SCRAM-SHA-1")
        self.see_total(terminal, 5)
        self.assertEqual(set(self.mechanisms(mongo)), {"SCRAM-SHA-1"})
        self.assert_no_secret(terminal)

    def test_without_a_mechanism_the_server_names_the_one_it_has(self):
        mongo = self.start(tls=None, users=[{**READER, "mechanisms": ["SCRAM-SHA-1"]}])
        terminal = self.watch(mongo, self.reader())
        self.see_total(terminal, 5)
        self.assertEqual(self.mechanisms(mongo)[-1], "SCRAM-SHA-1")

    def test_the_user_is_looked_for_in_the_database_of_the_address(self):
        mongo = self.start(tls=None, users=[{**READER, "database": "people"}])
        url = f"mongodb://{self.reader()}@127.0.0.1:{mongo.port}/people"
        terminal = self.start_monitor(env={"MONGO_URL": url})
        self.see_total(terminal, 5)

    def test_plain_over_tls_shows_the_traces(self):
        mongo = self.start(users=[{**READER, "database": "$external", "mechanisms": ["PLAIN"]}])
        terminal = self.watch(mongo, self.reader(), f"tls=true&tlsCAFile={certificate('ca')}&authMechanism=PLAIN")
        self.see_total(terminal, 5)
        self.assert_no_secret(terminal)

    def test_a_client_certificate_logs_in(self):
        user = {"name": CLIENT_SUBJECT, "database": "$external", "mechanisms": ["MONGODB-X509"], "role": "read"}
        mongo = self.start(users=[user], caFile=certificate("ca"))
        files = f"tlsCAFile={certificate('ca')}&tlsCertificateKeyFile={certificate('client')}"
        terminal = self.watch(mongo, query=f"tls=true&{files}&authMechanism=MONGODB-X509")
        self.see_total(terminal, 5)
        self.assertEqual(set(self.mechanisms(mongo)), {"MONGODB-X509"})

    def test_a_wrong_password_says_so_and_is_not_tried_again_soon(self):
        mongo = self.start(tls=None, users=[READER])
        terminal = self.watch(mongo, self.reader(PASSWORD + "x"), refresh="0.1")
        self.see_text(terminal, "refused the login: wrong user name, password or authSource (now admin)")
        self.assertRegex(self.look(terminal).error_line, r"will retry in [4-6]\ds")
        terminal.bytes_during(2)
        self.assertEqual(mongo.commands().count("saslContinue"), 1)
        self.assert_no_secret(terminal)

    def test_an_unknown_user_looks_like_a_wrong_password(self):
        mongo = self.start(tls=None, users=[READER])
        terminal = self.watch(mongo, f"nobody:{quote(PASSWORD, safe='')}")
        self.see_text(terminal, "refused the login: wrong user name, password or authSource (now admin)")
        self.assert_no_secret(terminal)

    def test_a_server_that_wants_a_login_and_gets_none_is_named(self):
        mongo = self.start(tls=None, users=[READER])
        terminal = self.watch(mongo)
        self.see(terminal, lambda dashboard: "requires authentication" in dashboard.error_line, "what is missing")


class CertificateTest(ReaderTest):
    """Whose certificate is not what it should be: each error says which it was."""

    def assert_refused(self, name, query, *words, absent=()):
        mongo = self.start(tls=name, users=[READER])
        terminal = self.watch(mongo, self.reader(), f"tls=true&{query}")
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line")
        line = self.look(terminal).error_line
        for word in words:
            self.assertIn(word, line)
        for word in absent:
            self.assertNotIn(word, line)
        self.assertEqual(mongo.commands(), [])
        self.assert_no_secret(terminal)

    def test_another_name_in_the_certificate_is_named(self):
        self.assert_refused("wrong-name", f"tlsCAFile={certificate('ca')}", "it is for another name",
                            absent=("expired", "authority"))

    def test_a_zone_written_out_in_tz_moves_no_certificate(self):
        mongo = self.start(users=[READER])
        terminal = self.watch(mongo, self.reader(), f"tls=true&tlsCAFile={certificate('ca')}", env={"TZ": "<EAST>-14"})
        self.see_total(terminal, 5)

    def test_an_expired_certificate_is_named_with_its_dates(self):
        self.assert_refused("expired", f"tlsCAFile={certificate('ca')}", "it has expired", "2020-01-01 to 2021-01-01",
                            absent=("another name", "authority"))

    def test_an_unknown_authority_is_named_without_tls_ca_file(self):
        self.assert_refused("server", "", "its authority is unknown; name the authority's file with tlsCAFile",
                            absent=("another name", "expired"))

    def test_an_unknown_authority_is_named_with_another_tls_ca_file(self):
        self.assert_refused("server", f"tlsCAFile={certificate('other-ca')}", "its authority is unknown",
                            absent=("another name", "expired"))

    def test_tls_insecure_takes_any_certificate_and_warns(self):
        mongo = self.start(tls="wrong-name", users=[READER])
        terminal = self.watch(mongo, self.reader(), "tls=true&tlsInsecure=true")
        self.see_total(terminal, 5)
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(), 0)
        warning = "MongoDB's certificate is not checked, as MONGO_URL asks: anyone can pose as the server"
        self.assertIn(warning, after_alternate_screen(terminal.output))
        self.assert_no_secret(terminal)

    def test_a_server_without_tls_is_told_from_one_with(self):
        mongo = self.start(tls=None)
        terminal = self.watch(mongo, query=f"tls=true&tlsCAFile={certificate('ca')}")
        self.see_text(terminal, "no encrypted connection (TLS)")


class LoadingTest(MonitorTest):
    def has_openssl(self, terminal):
        return "libssl" in Path(f"/proc/{terminal.pid}/maps").read_text(encoding="utf-8")

    def test_openssl_is_loaded_for_a_login_and_not_without(self):
        documents = generate.documents(generate.traces(2))
        plain = self.start_monitor(mongo=self.start_mongo(documents), backend=free_port())
        self.see_total(plain, 2)
        self.see(plain, lambda dashboard: dashboard.websocket.startswith("● Unavailable"), "no backend")
        self.assertFalse(self.has_openssl(plain))
        guarded = self.start_mongo(documents, users=[{"name": "reader", "password": "x"}])
        login = self.start_monitor(mongo=f"mongodb://reader:x@127.0.0.1:{guarded.port}/", backend=free_port())
        self.see_total(login, 2)
        self.assertTrue(self.has_openssl(login))


class MissingLibraryTest(MonitorTest):
    """A machine without OpenSSL: what needs it says so, everything else works."""

    def environment(self, **more):
        """The dynamic linker finds an empty file wherever the runtime would look for OpenSSL."""
        decoys = Path(self.folder) / "no-openssl"
        decoys.mkdir(exist_ok=True)
        for version in ("3", "1.1", "1.0.2", "1.0.0", "10"):
            (decoys / f"libssl.so.{version}").touch()
            (decoys / f"libcrypto.so.{version}").touch()
        return super().environment(LD_LIBRARY_PATH=decoys, **more)

    def test_live_updates_work_without_it(self):
        backend = self.start_backend()
        terminal = self.start_monitor(backend=backend)
        self.see_connected(terminal)
        backend.save(generate.traces(1, prompt="by the WebSocket"))
        self.see_text(terminal, "by the WebSocket")

    def test_polling_goes_on_where_encrypted_live_updates_cannot(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor("--ws-tls", backend=backend, mongo=mongo, size=WIDE)
        self.see_total(terminal, 5)
        self.see_text(terminal, "TLS needs OpenSSL (libssl), which is not installed here")
        mongo.insert(generate.new_documents(generate.traces(1, seed=8)))
        self.see_total(terminal, 6)
        self.assertEqual(self.look(terminal).text.count("OpenSSL"), 1)
        self.assertLessEqual(backend.state()["connects"], 1)
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(), 0)
        self.assert_left_clean(terminal)

    def test_a_login_that_needs_it_says_so(self):
        mongo = self.start_mongo(users=[READER])
        terminal = self.start_monitor(mongo=f"mongodb://reader:x@127.0.0.1:{mongo.port}/", size=WIDE)
        self.see_text(terminal, "login to MongoDB needs OpenSSL (libssl), which is not installed here")
        self.assertEqual(mongo.commands(), [])

    def test_tls_that_needs_it_says_so(self):
        mongo = self.start_mongo()
        terminal = self.start_monitor(mongo=f"mongodb://127.0.0.1:{mongo.port}/?tls=true", size=WIDE)
        self.see_text(terminal, "TLS to MongoDB needs OpenSSL (libssl), which is not installed here")
