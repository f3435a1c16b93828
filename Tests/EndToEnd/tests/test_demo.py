"""`--demo`: what a newcomer runs first."""
from pathlib import Path

from harness import generate
from harness.case import MonitorTest
from harness.network import free_port


class DemoTest(MonitorTest):
    def start_demo(self, **keywords):
        return self.start_monitor("--demo", **keywords)

    def test_live_traces_appear_with_no_server_at_all(self):
        terminal = self.start_demo()
        self.see_connected(terminal)
        self.see_text(terminal, "Demo")
        self.see(terminal, lambda dashboard: len(dashboard.traces()) >= 5, "rows")
        first = self.look(terminal).total
        self.see(terminal, lambda dashboard: dashboard.total > first, "more traces")
        self.assert_intact(terminal)

    def test_mongo_url_dotenv_and_backend_are_ignored(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3, prompt="from the real store")))
        backend = self.start_backend(mongo=mongo)
        Path(".env").write_text(f"MONGO_URL={mongo.url}\nTRACELLM_WS_PORT={backend.port}\n", encoding="utf-8")
        terminal = self.start_demo(env={"MONGO_URL": mongo.url, "TRACELLM_WS_PORT": backend.port})
        self.see_connected(terminal)
        first = self.see(terminal, lambda dashboard: dashboard.total, "figures")
        self.see(terminal, lambda dashboard: dashboard.total > first, "more traces")
        self.assertNotIn("from the real store", self.look(terminal).text)
        self.assertEqual(mongo.log()["entries"], [])
        self.assertEqual(backend.state()["connects"], 0)

    def test_no_error_is_shown_and_ctrl_c_ends_it(self):
        terminal = self.start_demo(env={"MONGO_URL": f"mongodb://127.0.0.1:{free_port()}"})
        self.see(terminal, lambda dashboard: len(dashboard.traces()) >= 1, "rows")
        self.assertEqual(self.look(terminal).error_line, "")
        terminal.send("\x03")
        self.assertEqual(terminal.wait_for_exit(1), 0)
        self.assert_left_clean(terminal)

    def test_wide_text_and_bursts_keep_the_frame_whole(self):
        terminal = self.start_demo(size=(80, 24))
        first = self.see(terminal, lambda dashboard: dashboard.total, "figures")
        self.see(terminal, lambda dashboard: dashboard.total > first + 10, "ten more traces", 30)
        self.assert_intact(terminal)
