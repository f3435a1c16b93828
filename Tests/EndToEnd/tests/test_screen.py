"""The dashboard at every size, and with any text."""
import json
import os

from harness import generate
from harness.case import MonitorTest
from harness.network import free_port
from tests.test_feed import now_traces

HOSTILE_PROMPTS = (
    "\x1b]0;owned\x07 title", "\x1b]52;c;aGk=\x07 clipboard", "\x1b[2J\x1b[H cleared", "\x1bP unterminated",
    "[/foo] markup [red]x[/red]",
    "line one\nline two\r\nline three\ttab", "\u009b31m C1 \u0085 next", "\u202egnp.exe\u202c bidi \u2066 \u2069",
    "a\u0300" * 60 + " zalgo",
    "👩‍👩‍👧‍👦 family 🏳️‍🌈 flag 👍🏽", "東京" * 100, "\ud83d lone \udc00 surrogates", "\u2028 separators \u2029", "x" * 1_000_000,
    "\u200b\u200d\ufeff zero width", "\x00\x07\x08\x7f bells", "\U000e0041\U000e0042 tags",
)


class SizeTest(MonitorTest):
    def assert_drawn(self, columns, rows, visible, **keywords):
        mongo = self.start_mongo(generate.documents(generate.traces(250)))
        terminal = self.start_monitor("--limit", 200, mongo=mongo, size=(columns, rows), **keywords)
        self.see_total(terminal, 250)
        self.see(terminal, lambda dashboard: len(dashboard.traces()) >= visible, f"{visible} rows")
        self.assert_intact(terminal)
        return terminal

    def see_whole_frame(self, terminal, size):
        self.see(terminal, lambda dashboard: not dashboard.broken_borders() and dashboard.total == 250, f"a frame of {size}")

    def test_40x10_is_drawn_whole(self):
        self.assert_drawn(40, 10, visible=1)

    def test_80x24_shows_eight_traces_together_with_an_error_line(self):
        terminal = self.assert_drawn(80, 24, visible=8, backend=free_port())
        self.see(terminal, lambda dashboard: dashboard.websocket.startswith("● Unavailable"), "● Unavailable")
        self.see_total(terminal, 250)

    def test_80x24_with_a_failing_store_keeps_eight_traces(self):
        mongo = self.start_mongo(generate.documents(generate.traces(50)))
        terminal = self.start_monitor("--limit", 20, mongo=mongo, size=(80, 24))
        self.see_total(terminal, 50)
        mongo.kill()
        self.see(terminal, lambda dashboard: dashboard.error_line, "the error line", 10)
        self.assertGreaterEqual(len(self.look(terminal).traces()), 8, terminal.picture())
        self.assert_intact(terminal)

    def test_120x40_shows_every_column(self):
        terminal = self.assert_drawn(120, 40, visible=20)
        row = self.look(terminal).traces()[0]
        self.assertTrue(all((row.time, row.status, row.model, row.latency, row.prompt)), row)
        self.assertIn("Ctrl+C to stop", self.look(terminal).rows[0])

    def test_300x100_is_drawn_whole(self):
        self.assert_drawn(300, 100, visible=80)

    def test_resizing_redraws_at_each_size(self):
        terminal = self.assert_drawn(120, 40, visible=20)
        for columns, rows in ((80, 24), (40, 10), (200, 60), (41, 11), (120, 40)):
            terminal.resize(columns, rows)
            self.see_whole_frame(terminal, f"{columns}x{rows}")
        self.see(terminal, lambda dashboard: len(dashboard.traces()) >= 20, "the rows again")
        self.assert_intact(terminal)

    def test_a_burst_of_resizes_ends_in_a_whole_frame(self):
        terminal = self.assert_drawn(120, 40, visible=20)
        for step in range(40):
            terminal.resize(60 + 3 * (step % 20), 15 + step % 20)
        terminal.resize(100, 30)
        self.see_whole_frame(terminal, "100x30")

    def test_a_screen_too_small_says_so_and_survives(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        terminal = self.start_monitor(mongo=mongo, size=(20, 4))
        terminal.wait_until(lambda screen: any(row.strip() for row in screen.display), "a line")
        terminal.resize(1, 1)
        terminal.resize(120, 40)
        self.see_total(terminal, 5)
        self.assert_intact(terminal)

    def test_the_limit_is_the_number_of_rows(self):
        mongo = self.start_mongo(generate.documents(generate.traces(30)))
        terminal = self.start_monitor("-l", 4, mongo=mongo)
        self.see_total(terminal, 30)
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 4, "four rows")


class TextTest(MonitorTest):
    def start_live(self, stored=()):
        mongo = self.start_mongo(generate.documents(stored))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor("--limit", 30, backend=backend, mongo=mongo)
        self.see_connected(terminal)
        return terminal, backend

    def assert_last_row_arrives(self, terminal, backend):
        backend.save(now_traces(1, seed=77, prompt="an honest prompt"))
        self.see_text(terminal, "an honest prompt", 5)
        self.assert_intact(terminal)

    def test_hostile_prompts_over_the_websocket_stay_inside_their_rows(self):
        terminal, backend = self.start_live()
        traces = now_traces(len(HOSTILE_PROMPTS))
        for trace, prompt in zip(traces, HOSTILE_PROMPTS):
            backend.send(json.dumps({"type": "trace.created", "trace": {**trace, "prompt": prompt}}))
        self.assert_last_row_arrives(terminal, backend)
        self.assertEqual(len(self.look(terminal).traces()), len(HOSTILE_PROMPTS) + 1)
        self.assertIn("[/foo] markup [red]x[/red]", self.look(terminal).text)

    def test_hostile_prompts_in_the_store_stay_inside_their_rows(self):
        prompts = [prompt for prompt in HOSTILE_PROMPTS if "\ud83d lone" not in prompt]
        stored = [{**trace, "prompt": prompt} for trace, prompt in zip(now_traces(len(prompts)), prompts)]
        terminal, backend = self.start_live(stored)
        self.see_total(terminal, len(prompts))
        self.assert_last_row_arrives(terminal, backend)

    def test_every_other_field_is_hostile_too(self):
        terminal, backend = self.start_live()
        for number, text in enumerate(HOSTILE_PROMPTS):
            trace = now_traces(1, seed=number)[0]
            trace.update(trace_id=f"{text[:500]}{number}", model_name=text, project_id=text, environment=text,
                         failure_reason=text)
            backend.send(json.dumps({"type": "trace.created", "trace": trace}))
        self.assert_last_row_arrives(terminal, backend)

    def test_latencies_and_statuses_have_their_colours(self):
        terminal, backend = self.start_live()
        shapes = (("success", 100.0, "green", "green"), ("warning", 1000.0, "brown", "brown"), ("failed", 2000.0, "red", "red"))
        for number, (status, latency, _, _) in enumerate(shapes):
            backend.save(now_traces(1, seed=number, status=status, latency=latency))
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 3, "three rows")
        dashboard = self.look(terminal)
        for status, latency, status_colour, latency_colour in shapes:
            self.assertEqual(dashboard.colour_of(status.upper()), status_colour)
            self.assertEqual(dashboard.colour_of(f"{latency:.0f}ms"), latency_colour)

    def test_a_locale_without_utf8_is_drawn_in_ascii(self):
        mongo = self.start_mongo(generate.documents(generate.traces(5)))
        terminal = self.start_monitor(mongo=mongo, env={"LANG": "C"})
        self.see_total(terminal, 5)
        self.assertTrue(bytes(terminal.output).isascii())


class TimeTest(MonitorTest):
    def shown_times(self, traces, *options, zone):
        terminal = self.start_monitor(*options, mongo=self.start_mongo(generate.documents(traces)), env={"TZ": zone})
        self.see_total(terminal, len(traces))
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == len(traces), "all rows")
        return [row.time for row in self.look(terminal).traces()], self.look(terminal).text

    def traces_at(self, *moments):
        return [{**trace, "created_at": moment} for trace, moment in zip(generate.traces(len(moments)), moments)]

    def test_times_are_those_of_the_local_zone(self):
        if not os.path.exists("/usr/share/zoneinfo/Asia/Kathmandu"):
            self.skipTest("this machine has no time zones (tzdata)")
        times, text = self.shown_times(self.traces_at("2026-05-29T01:24:06+00:00"), zone="Asia/Kathmandu")
        self.assertEqual(times, ["07:09:06"])
        self.assertNotIn("Time UTC", text)

    def test_a_zone_written_out_in_tz_is_understood(self):
        for zone, expected in (("JST-9", "10:24:06"), ("<+0545>-5:45", "07:09:06"), ("CET-1CEST,M3.5.0,M10.5.0/3", "03:24:06")):
            with self.subTest(zone):
                times, text = self.shown_times(self.traces_at("2026-05-29T01:24:06+00:00"), zone=zone)
                self.assertEqual(times, [expected])
                self.assertNotIn("Time UTC", text)

    def test_utc_is_said_where_it_is_shown(self):
        times, text = self.shown_times(self.traces_at("2026-05-29T03:24:06+02:00"), "--utc", zone="Asia/Kathmandu")
        self.assertEqual(times, ["01:24:06"])
        self.assertIn("Time UTC", text)

    def test_rows_of_another_day_show_their_date(self):
        times, _ = self.shown_times(self.traces_at("2026-05-29T01:24:06+00:00", "2026-05-28T23:59:59+00:00"), zone="UTC")
        self.assertEqual(times, ["01:24:06", "05-28 23:59"])
