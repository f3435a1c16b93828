using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>Lines that must keep what matters when there is too little room.</summary>
public sealed class DashboardLineTests
{
    [Theory]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void Error_line_keeps_the_time_of_the_next_attempt(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Store, SourceState.Unavailable, "mongodb h/tracellm", "x " + new string('x', 300), TimeSpan.FromSeconds(8), 1)));

        Assert.Contains("DB poll error: x", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("; will retry in 8s", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Title_shows_both_filters_when_one_is_long()
    {
        var screen = new DashboardScreen(80, 24, options => options with
        {
            ProjectId = "a-really-long-project-name-with-many-words-in-it",
            Environment = "production",
        });

        Assert.Contains("project a-really-long-project-n", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("production", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24, false, " change stream ")]
    [InlineData(80, 24, true, " live via WebSocket, change stream ")]
    [InlineData(40, 10, true, " live, change stream ")]
    public void Frame_tells_that_the_store_tells_by_itself(int columns, int rows, bool isLive, string subtitle)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Feed, isLive ? SourceState.Connected : SourceState.Unavailable, "")));
        screen.Apply(new SourceEvent.StatusChanged(
            new SourceStatus(SourceKind.Store, SourceState.Connected, "mongodb h/tracellm", FollowsChanges: true)));

        Assert.Contains(subtitle, screen.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("polling", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(44, 40)]
    [InlineData(80, 24)]
    [InlineData(120, 12)]
    public void What_hides_rows_is_told_at_every_size(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("fpe");
        string errors = screen.Text();
        screen.Press("/model:gpt");
        screen.Press(KeyCode.Enter);

        Assert.Contains("errors", TitleIn(errors), StringComparison.Ordinal);
        Assert.Contains("7 shown", TitleIn(errors), StringComparison.Ordinal);
        Assert.All(["paused", "errors", "filter: m"], part => Assert.Contains(part, TitleIn(screen.Text()), StringComparison.Ordinal));
    }

    [Fact]
    public void Following_gives_way_to_what_hides_rows()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Apply(GoldenEvents.Filled());

        screen.Press("fpe");

        Assert.Contains("─ Traces (24) · paused, 0 held back · errors only · 7 shown ─", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("shopp", null, "No traces of project shopp yet. Check --project.")]
    [InlineData(null, "prod", "No traces of environment prod yet. Check --environment.")]
    [InlineData("shopp", "prod", "No traces of project shopp in environment prod yet.")]
    [InlineData(null, null, "No traces yet. Run \"tracellm trace\" to generate traces.")]
    public void Empty_table_names_what_leaves_everything_out(string? project, string? environment, string line)
    {
        var screen = new DashboardScreen(80, 24, options => options with { ProjectId = project, Environment = environment });

        screen.Apply(new SourceEvent.NewestRead([]));

        Assert.Contains(line, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_table_of_a_small_screen_tells_all_in_two_lines()
    {
        var screen = new DashboardScreen(40, 10);

        screen.Apply(new SourceEvent.NewestRead([]));

        Assert.Contains("\n\u2502 No traces yet. Run \"tracellm trace\"  \u2502\n\u2502 to generate traces.", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0, "Time UTC  Status")]
    [InlineData(false, 5.5, "Time      Status")]
    public void Header_names_the_zone_with_and_without_rows(bool isUtc, double offsetHours, string header)
    {
        TimeZoneInfo zone = isUtc ? TimeZoneInfo.Utc
            : TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(offsetHours), null, null);
        var screen = new DashboardScreen(80, 24, options => options with { IsUtc = isUtc, FindTimeZone = () => zone });
        string first = screen.Text();

        screen.Apply(new SourceEvent.NewestRead([]));
        string empty = screen.Text();
        screen.Apply(GoldenEvents.Filled());

        Assert.All([first, empty, screen.Text()], text => Assert.Contains(header, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Header_names_a_zone_that_turns_out_to_be_utc_with_the_first_answer_of_the_store()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Draw();
        screen.Apply(new SourceEvent.NewestRead([]));

        Assert.Contains("Time UTC", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void First_frame_does_not_look_the_zone_up()
    {
        var screen = new DashboardScreen(80, 24, options => options with { FindTimeZone = () => throw new InvalidOperationException("looked up") });

        screen.Draw();
    }

    private static string TitleIn(string text) =>
        text.Split('\n').First(line => line.Contains("paused", StringComparison.Ordinal) && line.Contains("──", StringComparison.Ordinal));

    [Theory]
    [InlineData(20, 5, "Needs 40x10")]
    [InlineData(39, 30, "Needs 40x10, has 39x30")]
    public void Too_small_screen_names_the_size_needed(int columns, int rows, string line)
    {
        Assert.Contains(line, new DashboardScreen(columns, rows).Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80, 24, 1234, 99, "  (1,234 f, 99 w)  ")]
    [InlineData(120, 40, 1234, 99, "  (1,234 failed, 99 warning) ")]
    [InlineData(120, 40, 541, 1645, "  (541 f, 1,645 w)  ")]
    [InlineData(120, 40, 541_000_000, 645_000_000, "  1,186,000,000  ")]
    public void Errors_are_told_apart_whole(int columns, int rows, int failed, int warning, string parts)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(new SourceEvent.TotalsRead(
            new StoreTotals
            {
                Cut = SampleTraces.Noon,
                Counts = new StatusCounts(5, warning, failed),
                Latencies = new LatencyHistogram(),
                TokenCount = 0,
            },
            TimeSpan.Zero));

        Assert.Contains(parts, screen.Text(), StringComparison.Ordinal);
    }
}
