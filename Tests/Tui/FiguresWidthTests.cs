using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>The figures where there is little room: shorter, and never cut.</summary>
public sealed class FiguresWidthTests
{
    [Theory]
    [InlineData(80, 24, " ● Unavailable, retry in 28s ")]
    [InlineData(70, 24, " ● Retry in 28s ")]
    [InlineData(40, 30, " ● Retry in 28s ")]
    [InlineData(40, 10, " ● Unavailable, retry in 28s ")]
    public void Countdown_of_the_feed_keeps_its_digits(int columns, int rows, string status)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(new SourceEvent.StatusChanged(
            new SourceStatus(SourceKind.Feed, SourceState.Reconnecting, "", "refused", TimeSpan.FromSeconds(28), 5)));

        Assert.Contains(status, screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24, " ● Connected (port 8001) ")]
    [InlineData(70, 24, " ● Up, port 8001 ")]
    [InlineData(40, 30, " ● Up, port 8001 ")]
    public void Port_of_the_feed_is_told_whole(int columns, int rows, string status)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Feed, SourceState.Connected, "port 8001")));

        Assert.Contains(status, screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 30)]
    [InlineData(70, 24)]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    [InlineData(160, 50)]
    public void Large_figures_are_not_cut(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);
        var latencies = new LatencyHistogram();
        latencies.Add(123_456_789_012);

        screen.Apply(new SourceEvent.TotalsRead(
            new StoreTotals
            {
                Cut = SampleTraces.Noon,
                Counts = new StatusCounts(7_000_000_000_000, 1_000_000_000_000, 2_000_000_000_000),
                Latencies = latencies,
                TokenCount = 20_000_072_612_345_678,
            },
            TimeSpan.Zero));

        string[] figures = [.. screen.Text().Split('\n').Where(line => line.Contains("Total ", StringComparison.Ordinal) || line.Contains("Latency  ", StringComparison.Ordinal))];
        Assert.NotEmpty(figures);
        Assert.All(figures, line => Assert.DoesNotContain("…", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("eF", "│ 7 of 24 held  Completed 0  Errors 7")]
    [InlineData("", "│ Total 24  Completed 17  Errors 7")]
    public void Compact_figures_say_first_what_they_cover(string keys, string line)
    {
        var screen = new DashboardScreen(40, 10);
        screen.Apply(GoldenEvents.Filled());

        screen.Press(keys);

        Assert.Contains(line, screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("F", "│ 24 of 24 held  Errors 7 ")]
    [InlineData("", "│ Total 24  Completed 17  Errors 7 ")]
    public void Errors_go_before_completed_where_there_is_little_room(string keys, string line)
    {
        var screen = new DashboardScreen(40, 10);
        screen.Apply(GoldenEvents.Filled());

        screen.Press(keys);

        Assert.Contains(line, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Narrow_title_keeps_what_the_figures_cover()
    {
        var screen = new DashboardScreen(40, 30);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("F");

        Assert.Contains("── Overview (24 of 24 held) ─", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 30)]
    [InlineData(40, 10)]
    public void Filter_goes_before_the_order_where_there_is_little_room(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(GoldenEvents.Filled());
        screen.Press("e/zzz");
        screen.Press(KeyCode.Enter);

        screen.Press("sss");
        Assert.Contains("errors · ▼steps · filter", screen.Text(), StringComparison.Ordinal);
        screen.Press("p");

        Assert.Contains("paused · errors · filter: z", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("None passes. Esc clears it.", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Compact_figures_of_a_window_say_so()
    {
        var screen = new DashboardScreen(80, 12);

        screen.Apply(new SourceEvent.TotalsRead(
            new StoreTotals
            {
                Cut = SampleTraces.Noon,
                Counts = new StatusCounts(30_000, 0, 0),
                Latencies = new LatencyHistogram(),
                TokenCount = 0,
                WindowDocuments = 20_000,
            },
            TimeSpan.Zero));

        Assert.Contains("│ newest 20,000  Total 30,000  Completed 30,000", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 10, "TraceLLM · by steps ▼")]
    [InlineData(70, 24, "Recent Traces (24 unique) · by steps ▼")]
    public void Order_by_a_column_that_has_no_room_is_told(int columns, int rows, string title)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("sss");

        Assert.Contains(title, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Order_by_a_column_that_is_shown_is_told_by_its_header_only()
    {
        var screen = new DashboardScreen(120, 40);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("sss");

        Assert.DoesNotContain("by steps", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_table_of_models_says_whole_what_it_covers()
    {
        var screen = new DashboardScreen(150, 40);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("e");

        Assert.Contains("Models (7 of 24 held) ──╮", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24, "─ 10 of 40 ──╯")]
    [InlineData(40, 10, "Model 3/40")]
    public void Models_that_do_not_fit_are_counted(int columns, int rows, string text)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(new SourceEvent.TracesAnnounced([.. Enumerable.Range(0, 40).Select(i => SampleTraces.Announced($"t-{i}", model: $"m-{i}"))]));

        screen.Press("m");

        Assert.Contains(text, screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24, "Models (7 of 24 held) · errors only ─")]
    [InlineData(40, 10, "╭── TraceLLM · errors only ───")]
    public void Models_follow_the_filter_and_say_so(int columns, int rows, string title)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("me");

        Assert.Contains(title, screen.Text(), StringComparison.Ordinal);
        Assert.Contains("7 of 24 held", screen.Text(), StringComparison.Ordinal);
        screen.Press("/model:gpt");
        screen.Press(KeyCode.Enter);
        Assert.Contains("filter: m", screen.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("claude", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Pause_leaves_nothing_of_the_title_below_it()
    {
        var screen = new DashboardScreen(40, 10);

        screen.Press("mp");

        Assert.StartsWith("╭── TraceLLM · paused, 0 held back ────╮\n", screen.Text(), StringComparison.Ordinal);
    }
}
