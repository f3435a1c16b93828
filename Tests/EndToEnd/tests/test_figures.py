"""The Overview equals figures computed independently from the same records."""
import json

from harness import generate
from harness.case import MonitorTest, data_folder
from harness.figures import figures_of

RELATIVE_P95_ERROR = 0.01
ABSOLUTE_P95_ERROR_MS = 1.0
ROUNDING = 0.5
WINDOW_TRACES = 20_000


class FiguresCase(MonitorTest):
    """Compares what is shown with what follows from the records."""

    def records(self, name):
        path = data_folder() / "traces" / name
        if not path.is_file():
            self.skipTest(f"{path} is not there (TRACELLM_TEST_DATA names a folder with traces/)")
        return json.loads(path.read_text(encoding="utf-8"))

    def assert_figures(self, terminal, traces):
        """Waits for the total, then compares every figure."""
        expected = figures_of(traces)
        self.see_total(terminal, expected.total)
        self.see(terminal, lambda dashboard: dashboard.figure("Total Tokens") == expected.tokens, f"{expected.tokens} tokens")
        dashboard = self.look(terminal)
        self.assertEqual(dashboard.figure("Completed"), expected.completed)
        self.assertEqual(dashboard.figure("Errors"), expected.errors)
        self.assertAlmostEqual(dashboard.figure("Avg Latency"), expected.average_ms, delta=ROUNDING + 1e-6 * expected.average_ms)
        tolerance = max(ABSOLUTE_P95_ERROR_MS, RELATIVE_P95_ERROR * expected.p95_ms) + ROUNDING
        self.assertAlmostEqual(dashboard.figure("P95 Latency"), expected.p95_ms, delta=tolerance)

    def assert_newest_first(self, terminal, traces, limit=10):
        newest = sorted(traces, key=lambda trace: trace["created_at"], reverse=True)[:limit]
        rows = self.look(terminal).traces()
        self.assertEqual([row.status.lower() for row in rows], [trace["status"] for trace in newest])
        for row, trace in zip(rows, newest):
            self.assertTrue(trace["model_name"].startswith(row.model.rstrip("…")), f"{row.model} for {trace['model_name']}")
        self.assertEqual([row.tokens for row in rows], [trace["token_count"] for trace in newest])
        self.assertEqual([row.steps for row in rows], [len(trace["steps"]) for trace in newest])


class SharedFiguresTests:
    """What holds whichever store is read: a class beside these says how one is shown."""

    def test_export_of_24_traces_is_summed_and_listed(self):
        traces = self.records("export-24.json")
        terminal = self.assert_store_shown(traces)
        self.assert_newest_first(terminal, traces)
        self.assertEqual(self.look(terminal).unique, len(traces))

    def test_export_of_5_traces_is_summed_and_listed(self):
        traces = self.records("export-5.json")
        self.assert_newest_first(self.assert_store_shown(traces), traces)

    def test_documents_stored_by_the_real_backend_are_summed(self):
        documents = self.records("mongo-docs.json")
        from backend.extended_json import to_trace
        self.assert_store_shown([to_trace(document) for document in documents], documents)

    def test_two_documents_with_one_trace_id_are_two_in_the_figures_and_one_row(self):
        first, second, third = generate.traces(3)
        second["trace_id"] = first["trace_id"]
        terminal = self.assert_store_shown([first, second, third])
        dashboard = self.look(terminal)
        self.assertEqual(len(dashboard.traces()), 2)
        self.assertEqual(dashboard.unique, 2)


class FiguresTest(SharedFiguresTests, FiguresCase):
    def assert_store_shown(self, traces, documents=None):
        mongo = self.start_mongo(documents or generate.documents(traces))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_connected(terminal)
        self.assert_figures(terminal, traces)
        return terminal

    def test_generated_store_is_summed_and_listed(self):
        traces = generate.traces(700, seed=3)
        self.assert_newest_first(self.assert_store_shown(traces), traces)

    def test_odd_latencies_tokens_and_statuses_are_counted_as_specified(self):
        self.assert_store_shown(generate.traces(60, seed=5) + generate.odd_traces())

    def test_records_without_any_usable_latency_show_no_invented_figure(self):
        traces = [{**trace, "latency": value} for trace, value in zip(generate.traces(3), (-5, "x", None))]
        mongo = self.start_mongo(generate.documents(traces))
        terminal = self.start_monitor(mongo=mongo)
        self.see_total(terminal, 3)
        dashboard = self.look(terminal)
        self.assertIn(dashboard.figure("Avg Latency"), (None, 0))
        self.assertNotIn("nan", dashboard.text.lower())

    def test_figures_cover_the_whole_store_and_not_the_rows(self):
        traces = generate.traces(2500, seed=8)
        terminal = self.assert_store_shown(traces)
        self.assertEqual(len(self.look(terminal).traces()), 10)

    def test_live_traces_add_to_the_figures_of_the_store(self):
        traces = generate.traces(40, seed=11)
        mongo = self.start_mongo(generate.documents(traces[10:]))
        backend = self.start_backend(mongo=mongo)
        terminal = self.start_monitor(backend=backend, mongo=mongo)
        self.see_connected(terminal)
        self.see_total(terminal, 30)
        backend.save(traces[:10])
        self.assert_figures(terminal, traces)
        mongo.insert_with_driver(generate.new_documents(extra := generate.traces(3, seed=12)))
        self.assert_figures(terminal, traces + extra)

    def test_documents_of_this_minute_and_of_long_ago_are_counted_alike(self):
        traces = generate.traces(50, seed=14)
        documents = generate.documents(traces[20:]) + generate.new_documents(traces[:20])
        self.assert_store_shown(traces, documents)

    def test_a_store_too_large_to_sum_names_its_window_and_counts_everything(self):
        traces = generate.traces(WINDOW_TRACES + 500, seed=15, steps=[], response="", prompt="short", spacing_seconds=1.0)
        mongo = self.start_mongo(generate.documents(traces))
        terminal = self.start_monitor(mongo=mongo, refresh="2")
        expected = figures_of(traces)
        self.see_text(terminal, f"figures: newest {WINDOW_TRACES:,}", 30)
        self.see_total(terminal, expected.total)
        dashboard = self.look(terminal)
        self.assertEqual((dashboard.figure("Completed"), dashboard.figure("Errors")), (expected.completed, expected.errors))
        self.assertEqual(dashboard.figure("Total Tokens"), figures_of(traces[:WINDOW_TRACES]).tokens)
