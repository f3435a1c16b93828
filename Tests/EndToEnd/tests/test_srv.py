"""mongodb+srv:// addresses: the servers are looked up with the machine's name servers."""
from harness import generate, name_server
from harness.case import MonitorTest, monitor_path
from harness.name_server import A, SRV, TXT, NameServer, srv, txt
from harness.terminal import Terminal

NAME = "_mongodb._tcp.db.test.example"
LOCAL = bytes([127, 0, 0, 1])


class SrvTest(MonitorTest):
    def setUp(self):
        super().setUp()
        if not name_server.can_be_asked():
            self.skipTest("a name server of the test's own needs Linux, root, and port 53")

    def start_looking_up(self, records, url="mongodb+srv://db.test.example/?tls=false"):
        server = self._started(NameServer(records))
        command = [monitor_path(), "monitor", "--refresh", "0.5", "--mongo-url", url]
        terminal = Terminal(name_server.asked_by(command, self.folder), self.environment(), 160, 40)
        self.addCleanup(terminal.close)
        return terminal, server

    def test_servers_are_found_by_dns(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        terminal, server = self.start_looking_up({
            (NAME, SRV): [srv("a.test.example", mongo.port)],
            ("db.test.example", TXT): [txt("authSource=admin")],
            ("a.test.example", A): [LOCAL],
        })
        self.see_total(terminal, 5)
        self.see_text(terminal, "mongodb db.test.example/")
        self.assertEqual(server.questions[:2], [(NAME, SRV), ("db.test.example", TXT)])
        self.assertEqual(mongo.log()["protocolErrors"], [])

    def test_a_server_outside_of_the_domain_is_not_trusted(self):
        mongo = self.start_mongo()
        terminal, _ = self.start_looking_up({
            (NAME, SRV): [srv("a.evil.example", mongo.port)],
            ("a.evil.example", A): [LOCAL],
        })
        self.see(terminal, lambda dashboard: "outside of its domain" in dashboard.error_line, "the refusal")
        self.assertEqual(mongo.commands(), [])

    def test_a_name_without_servers_is_told(self):
        terminal, _ = self.start_looking_up({}, "mongodb+srv://user:hunter2@db.test.example/")
        self.see(terminal, lambda dashboard: f"DNS lists no servers under {NAME}" in dashboard.error_line, "the name")
        self.assertNotIn("hunter2", self.look(terminal).text)
