"""Every key, pressed in a pty: what the screen then shows."""
import base64
import re
from datetime import datetime, timezone

from harness import generate
from harness.case import MonitorTest

UP, DOWN, PAGE_UP, PAGE_DOWN, HOME, END = "\x1b[A", "\x1b[B", "\x1b[5~", "\x1b[6~", "\x1b[H", "\x1b[F"
MARK = "▸"


class KeyTest(MonitorTest):
    """Numbered prompts in the store: the newest has number 0."""

    COUNT = 60
    seed = 500

    def start(self, *options, count=COUNT, size=(120, 40), env=None, **fixed):
        rows = generate.traces(count, **fixed)
        self.traces = [{**row, "prompt": f"numbered {number:03}", "response": f"answer {number:03}"} for number, row in enumerate(rows)]
        mongo = self.start_mongo(generate.documents(self.traces))
        self.backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(*options, backend=self.backend, mongo=mongo, size=size, env=env)
        self.see_connected(terminal)
        self.see_total(terminal, count)
        return terminal

    def arrive(self, *prompts, **fixed):
        """Live traces of this moment, one after the other."""
        for prompt in prompts:
            self.seed += 1
            trace = generate.traces(1, self.seed, newest=datetime.now(timezone.utc), prompt=prompt, **fixed)[0]
            self.backend.save([trace])

    def selected(self, dashboard):
        """The marked row's prompt; empty when no row is marked."""
        line = next((row for row in dashboard.rows if MARK in row), "")
        found = re.search(r"(numbered \d+|live \d+)", line)
        return found.group(1) if found else ""

    def see_selected(self, terminal, prompt):
        self.see(terminal, lambda dashboard: self.selected(dashboard) == prompt, f"{prompt!r} selected", 5)

    def press(self, terminal, keys, *expected):
        terminal.send(keys)
        for text in expected:
            self.see_text(terminal, text, 5)


class SelectionTest(KeyTest):
    def test_arrows_and_letters_move_the_selection(self):
        terminal = self.start()
        for keys, prompt in ((DOWN, "numbered 000"), (DOWN, "numbered 001"), ("j", "numbered 002"), ("k", "numbered 001"),
                             (UP, "numbered 000"), ("G", "numbered 059"), ("g", "numbered 000"), (END, "numbered 059"),
                             (HOME, "numbered 000")):
            terminal.send(keys)
            self.see_selected(terminal, prompt)
        self.assert_intact(terminal)

    def test_page_keys_move_by_a_screen(self):
        terminal = self.start()
        terminal.send(DOWN)
        self.see_selected(terminal, "numbered 000")
        page = len(self.look(terminal).traces())
        terminal.send(PAGE_DOWN)
        self.see_selected(terminal, f"numbered {page:03}")
        terminal.send(PAGE_UP)
        self.see_selected(terminal, "numbered 000")

    def test_the_table_takes_the_screen_once_the_user_moves(self):
        terminal = self.start("--limit", 5)
        self.see(terminal, lambda dashboard: len(dashboard.traces()) == 5, "five rows")
        terminal.send("j")
        self.see(terminal, lambda dashboard: len(dashboard.traces()) > 15, "a screen of rows", 5)

    def test_the_selection_stays_on_its_trace_while_others_arrive(self):
        terminal = self.start()
        terminal.send("jjj")
        self.see_selected(terminal, "numbered 002")
        self.arrive(*(f"live {number}" for number in range(20)))
        self.see_total(terminal, self.COUNT + 20)
        self.see_selected(terminal, "numbered 002")
        self.assert_intact(terminal)

    def test_f_pins_the_newest_until_the_selection_is_moved(self):
        terminal = self.start()
        terminal.send("f")
        self.see_selected(terminal, "numbered 000")
        self.arrive("live 1", "live 2")
        self.see_selected(terminal, "live 2")
        self.see_text(terminal, "following")
        terminal.send("j")
        self.see_selected(terminal, "live 1")
        self.arrive("live 3")
        self.see_text(terminal, "live 3")
        self.see_selected(terminal, "live 1")

    def test_moving_by_one_row_costs_forty_bytes_at_most(self):
        terminal = self.start()
        terminal.send("jjjjj")
        self.see_selected(terminal, "numbered 004")
        terminal.wait_for_pause()
        for keys in ("j", "k", "j", UP, DOWN):
            before = len(terminal.output)
            terminal.send(keys)
            terminal.wait_until(lambda screen: len(terminal.output) > before, "the moved mark")
            terminal.wait_for_pause(0.1)
            self.assertLessEqual(len(terminal.output) - before, 40, bytes(terminal.output[before:]))


class OrderTest(KeyTest):
    def column(self, dashboard, name):
        return [getattr(row, name) for row in dashboard.traces()]

    def test_s_sorts_by_the_next_column_and_capital_s_turns_round(self):
        terminal = self.start("--limit", 30)
        self.press(terminal, "s", "▼Latency")
        milliseconds = [round(float(trace["latency"])) for trace in self.traces]
        self.see(terminal, lambda dashboard: self.column(dashboard, "latency")[0] == f"{max(milliseconds)}ms", "the slowest first")
        self.press(terminal, "S", "▲Latency")
        self.see(terminal, lambda dashboard: self.column(dashboard, "latency")[0] == f"{min(milliseconds)}ms", "the fastest first")
        self.press(terminal, "s", "▼Tokens")
        tokens = sorted((trace["token_count"] for trace in self.traces), reverse=True)
        self.see(terminal, lambda dashboard: self.column(dashboard, "tokens") == tokens[:len(dashboard.traces())], "by tokens")
        for head in ("▼Steps", "Status▼", "Model▲"):
            self.press(terminal, "s", head)
        terminal.send("s")
        self.see(terminal, lambda dashboard: "▲" not in dashboard.text and "▼" not in dashboard.text, "the usual order")

    def test_e_shows_errors_only_and_all_again(self):
        terminal = self.start("--limit", 40)
        terminal.send("e")
        self.see(terminal, lambda dashboard: set(self.column(dashboard, "status")) <= {"WARNING", "FAILED"}, "errors only", 5)
        self.see_text(terminal, "errors only")
        terminal.send("e")
        self.see(terminal, lambda dashboard: "SUCCESS" in self.column(dashboard, "status"), "all again", 5)

    def test_the_selection_survives_sorting(self):
        terminal = self.start()
        terminal.send("jjj")
        self.see_selected(terminal, "numbered 002")
        self.press(terminal, "s", "▼Latency")
        self.press(terminal, "\r", "Trace id", "numbered 002")


class PauseTest(KeyTest):
    def assert_pauses(self, key):
        terminal = self.start()
        self.press(terminal, key, "paused, 0 held back")
        rows = self.look(terminal).traces()
        self.arrive("live 1", "live 2", "live 3")
        self.see_text(terminal, "paused, 3 held back")
        self.assertEqual(self.look(terminal).traces(), rows)
        self.assertEqual(self.look(terminal).total, self.COUNT)
        terminal.send(key)
        self.see_total(terminal, self.COUNT + 3)
        for number in (1, 2, 3):
            self.see_text(terminal, f"live {number}")

    def test_p_pauses_and_goes_on(self):
        self.assert_pauses("p")

    def test_space_pauses_and_goes_on(self):
        self.assert_pauses(" ")


class SourceKeyTest(KeyTest):
    def test_r_polls_and_reconnects_at_once(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3)))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo, refresh="3600")
        self.see_connected(terminal)
        self.see_total(terminal, 3)
        mongo.insert(generate.documents(generate.traces(2, 77, newest=datetime.now(timezone.utc))))
        self.press(terminal, "r", "Polling and reconnecting now")
        self.see_total(terminal, 5, 5)

    def test_plus_and_minus_change_the_interval(self):
        terminal = self.start()
        for keys, text in (("+", "polling every 1s"), ("+", "polling every 2s"), ("-", "polling every 1s"), ("--", "polling every 0.2s"),
                           ("---", "polling every 0.1s")):
            self.press(terminal, keys, text)

    def test_y_copies_the_selected_trace_id(self):
        terminal = self.start()
        terminal.send("jj")
        self.see_selected(terminal, "numbered 001")
        self.press(terminal, "y", "Copied the trace id")
        copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", bytes(terminal.output))
        self.assertEqual([base64.b64decode(text).decode() for text in copied], [self.traces[1]["trace_id"]])
        self.assert_intact(terminal)

    def test_ctrl_l_repaints_everything(self):
        terminal = self.start()
        terminal.wait_for_pause()
        before = len(terminal.output)
        terminal.send("\x0c")
        terminal.wait_until(lambda screen: len(terminal.output) - before > 2000, "a whole frame", 5)
        self.assert_intact(terminal)


class HelpTest(KeyTest):
    def test_question_mark_lists_the_keys_and_escape_closes(self):
        terminal = self.start(size=(80, 24))
        self.press(terminal, "?", "follow the newest", "copy the trace id", "q Ctrl+C")
        self.assert_intact(terminal)
        terminal.send("\x1b")
        self.see(terminal, lambda dashboard: dashboard.traces(), "the rows again", 5)

    def test_help_scrolls_on_a_small_screen(self):
        terminal = self.start(size=(40, 10))
        self.press(terminal, "?", "this list of keys")
        self.press(terminal, "G", "one of them holds")
        self.press(terminal, "g", "this list of keys")

    def test_q_stops_from_the_help(self):
        terminal = self.start()
        self.press(terminal, "?", "this list of keys")
        terminal.send("q")
        self.assertEqual(terminal.wait_for_exit(5), 0)
        self.assert_left_clean(terminal)

    def test_pasted_text_is_no_command(self):
        terminal = self.start()
        terminal.send("\x1b[200~qpsj?\x1b[201~")
        terminal.send("j")
        self.see_selected(terminal, "numbered 000")
        self.assertNotIn("paused", self.look(terminal).text)


class FilterTest(KeyTest):
    def test_rows_follow_every_key_and_escape_restores(self):
        terminal = self.start()
        for keys, shown in (("/", ""), ("numb", "60 shown"), ("ered", "60 shown"), (" 05", None), ("\x7f", None)):
            terminal.send(keys)
            if shown:
                self.see_text(terminal, shown)
        self.see_text(terminal, "/ numbered 0")
        terminal.send("\x1b")
        self.see(terminal, lambda dashboard: "filter:" not in dashboard.text, "no filter", 5)

    def test_enter_keeps_the_filter(self):
        terminal = self.start()
        self.press(terminal, "/prompt:003 OR prompt:004\r", "2 shown", "filter: prompt:003 OR prompt:004", "? help")
        self.assertEqual(sorted(row.prompt for row in self.look(terminal).traces()), ["numbered 003", "numbered 004"])

    def test_letters_in_the_field_are_no_commands_and_ctrl_c_stops(self):
        terminal = self.start()
        self.press(terminal, "/qqq ppp", "/ qqq ppp", "held passes the filter")
        self.assertNotIn("paused", self.look(terminal).text)
        terminal.send("\x03")
        self.assertEqual(terminal.wait_for_exit(5), 0)
        self.assert_left_clean(terminal)

    def test_the_line_is_edited(self):
        terminal = self.start()
        self.press(terminal, "/prompt:numbered prompt:007", "1 shown")
        self.press(terminal, "\x17", "/ prompt:numbered  ", "60 shown")
        self.press(terminal, "\x15status:failed", "/ status:failed")
        self.press(terminal, "\x1b[H-", "/ -status:failed")
        self.press(terminal, "\x1b[F\x1b[D\x1b[D\x7f", "/ -status:faied")

    def test_an_error_is_shown_at_its_place_and_the_last_good_filter_stays(self):
        terminal = self.start()
        self.press(terminal, "/prompt:007", "1 shown")
        self.press(terminal, "\x1b[200~ latency>soon\x1b[201~", "/ prompt:007 latency>soon", "^ ")
        rows = self.look(terminal).rows
        field = next(number for number, row in enumerate(rows) if "latency>soon" in row)
        self.assertEqual(rows[field + 1].index("^"), rows[field].index("soon"))
        self.see_text(terminal, "1 shown")

    def test_the_filter_option_holds_from_the_start(self):
        terminal = self.start("--filter", '"numbered 01"')
        self.see_text(terminal, "10 shown")
        self.see_text(terminal, "filter: \"numbered 01\"")


class DetailTest(KeyTest):
    def start_with_steps(self, **fixed):
        terminal = self.start(size=(100, 40), steps=[
            {"step_id": f"s{number}", "tool_name": name, "input": {"query": f"question {number}"}, "output": {"rows": number},
             "duration": 200.0 * (number + 1), "success": name != "search", "timestamp": f"2026-05-29T01:24:0{number}+00:00"}
            for number, name in enumerate(("plan", "search", "answer"))], failure_reason="schema registry timeout",
            retry_count=2, environment="staging", project_name="checkout-bot", **fixed)
        return terminal

    def test_enter_opens_the_trace_and_escape_closes_it(self):
        terminal = self.start_with_steps()
        self.press(terminal, "jj\r", "numbered 001", "answer 001", "schema registry timeout", "staging", "checkout-bot", "plan", "FAILED",
                   self.traces[1]["trace_id"])
        self.assert_intact(terminal)
        terminal.send("\x1b")
        self.see(terminal, lambda dashboard: dashboard.traces(), "the rows again", 5)
        self.see_selected(terminal, "numbered 001")

    def test_n_opens_the_next_and_the_previous_trace(self):
        terminal = self.start_with_steps()
        self.press(terminal, "j\r", "answer 000")
        self.press(terminal, "n", "answer 001")
        self.press(terminal, "n", "answer 002")
        self.press(terminal, "N", "answer 001")

    def test_tab_selects_a_step_and_enter_opens_it(self):
        terminal = self.start_with_steps()
        self.press(terminal, "j\r", "answer 000")
        self.press(terminal, "\t\t", "▸ search")
        self.press(terminal, "\r", '{"query":"question 1"}', '{"rows":1}')
        self.press(terminal, "\x1b[Z", "▸ plan")
        terminal.send("\x1b")
        self.see(terminal, lambda dashboard: "question 1" not in dashboard.text and "answer 000" in dashboard.text, "the step closed", 5)

    def test_a_long_prompt_is_wrapped_and_scrolled(self):
        prompt = "\n".join(f"line {number:05}: 翻訳してください and some more words" for number in range(20_000))
        mongo = self.start_mongo(generate.documents(generate.traces(1, prompt=prompt)))
        terminal = self.start_monitor(mongo=mongo, size=(80, 24))
        self.see_total(terminal, 1)
        self.press(terminal, "\r", "line 00000", " of 20,0")
        self.press(terminal, PAGE_DOWN, "line 00019")
        terminal.send(END)
        self.see(terminal, lambda dashboard: "Steps" in dashboard.text or "line 19999" in dashboard.text, "the end", 5)
        self.press(terminal, HOME, "line 00000")
        self.assert_intact(terminal)

    def test_a_store_that_is_down_is_told_and_the_row_stays(self):
        mongo = self.start_mongo(generate.documents(generate.traces(3, prompt="numbered 000")))
        terminal = self.start_monitor(mongo=mongo, size=(100, 40))
        self.see_total(terminal, 3)
        mongo.kill()
        self.press(terminal, "j\r", "could not be read", "numbered 000")
        self.assert_intact(terminal)

    def test_y_copies_the_open_trace_id(self):
        terminal = self.start_with_steps()
        self.press(terminal, "j\r", "answer 000")
        self.press(terminal, "y", "Copied the trace id")
        copied = re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", bytes(terminal.output))
        self.assertEqual(base64.b64decode(copied[-1]).decode(), self.traces[0]["trace_id"])


class PastTest(KeyTest):
    def test_scrolling_past_the_oldest_held_reads_older_pages(self):
        terminal = self.start("--history", 50, count=300)
        self.see(terminal, lambda dashboard: dashboard.unique == 50, "50 held")
        terminal.send(END)
        self.see_selected(terminal, "numbered 049")
        terminal.send("j")
        self.see(terminal, lambda dashboard: dashboard.unique > 200, "an older page")
        self.assertEqual(self.look(terminal).total, 300)
        self.press(terminal, "j", "numbered 050")
        terminal.send(END)
        terminal.send("j")
        self.see(terminal, lambda dashboard: dashboard.unique == 300, "all of it")
        terminal.send(END)
        self.see_selected(terminal, "numbered 299")
        self.press(terminal, "j", "There are no older traces")
        terminal.send("f")
        self.see(terminal, lambda dashboard: dashboard.unique == 50, "50 held again")
        self.assertEqual(self.look(terminal).total, 300)


class FiguresTest(KeyTest):
    def test_m_shows_the_figures_per_model(self):
        terminal = self.start()
        self.press(terminal, "m", "Models (60 of 60 held)", "P50", "P95", "P99", "traces/min")
        names = {trace["model_name"] for trace in self.traces}
        self.see(terminal, lambda dashboard: all(name in dashboard.text for name in names), "every model", 5)
        counts = {name: sum(1 for trace in self.traces if trace["model_name"] == name) for name in names}
        for name, count in counts.items():
            self.see(terminal, lambda dashboard: re.search(rf"{re.escape(name)} +{count} ", dashboard.text), f"{name} {count}", 5)
        self.assert_intact(terminal)
        terminal.send("\x1b")
        self.see(terminal, lambda dashboard: dashboard.traces(), "the rows again", 5)

    def test_capital_f_has_the_figures_follow_the_filter(self):
        terminal = self.start()
        failed = sum(1 for trace in self.traces if trace["status"] == "failed")
        self.press(terminal, "/status:failed\rF", f"figures: {failed} of 60 held")
        self.see_total(terminal, failed)
        terminal.send("F")
        self.see_total(terminal, 60)

    def test_the_overview_shows_percentiles_rate_and_sparkline(self):
        terminal = self.start()
        for label in ("P50 Latency", "P99 Latency", "Error Rate", "Traces/min", "Last 23"):
            self.see_text(terminal, label)
        self.see(terminal, lambda dashboard: any(level in dashboard.text for level in "▂▃▄▅▆▇"), "a sparkline", 5)
