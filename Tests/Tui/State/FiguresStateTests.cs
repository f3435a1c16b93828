using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>Figures over what is held, on the screen.</summary>
public sealed class FiguresStateTests
{
    [Fact]
    public void Key_m_shows_the_models_and_closes_them_again()
    {
        DashboardScreen screen = ScreenOf(30);

        screen.Press("m");
        Assert.Contains("Models (30 of 30 held)", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("model-0", screen.Text(), StringComparison.Ordinal);
        screen.Press("m");

        Assert.Contains("Recent Traces", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_F_has_the_figures_follow_the_filter_and_says_of_how_many()
    {
        DashboardScreen screen = ScreenOf(30);
        screen.Press("e");
        Assert.Contains("Total Traces   30", screen.Text(), StringComparison.Ordinal);

        screen.Press("F");

        Assert.Contains("Overview (figures: 10 of 30 held)", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("Total Traces   10", screen.Text(), StringComparison.Ordinal);
        screen.Press("F");
        Assert.Contains("Total Traces   30", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Figures_follow_traces_that_arrive()
    {
        DashboardScreen screen = ScreenOf(30);
        screen.Press("F");

        Arrive(screen, 30, 12);

        Assert.Contains("Overview (figures: 42 of 42 held)", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Paused_figures_stand_still()
    {
        DashboardScreen screen = ScreenOf(30);
        screen.Press("mp");
        string before = screen.Text();

        Arrive(screen, 30, 5);

        Assert.Contains("(30 of 30 held) · paused, 0 held back", before, StringComparison.Ordinal);
        Assert.Equal(before.Replace("paused, 0", "paused, 5", StringComparison.Ordinal), screen.Text());
    }

    [Fact]
    public void Pause_is_told_above_the_models_on_a_small_screen()
    {
        var screen = new DashboardScreen(40, 10);

        screen.Press("mp");

        Assert.Contains("TraceLLM · paused, 0 held back", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_does_not_follow_the_filter_says_so()
    {
        DashboardScreen screen = ScreenOf(30);

        screen.Press("eF");

        Assert.Matches("Traces/min +30 \\(all\\)", screen.Text());
        Assert.Contains("Last 23 (all)", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Many_rows_are_read_four_times_a_second_at_most_and_never_late()
    {
        var screen = new DashboardScreen(120, 40, options => options with { History = 10_000 });
        Arrive(screen, 0, 6000);
        screen.Press("F");

        Arrive(screen, 6000, 10);
        Assert.Contains("6,000 of 6,010 held", screen.Text(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMilliseconds(250), screen.State.NextTickAt);
        Assert.True(screen.State.Tick(SampleTraces.At(0.25)));

        Assert.Contains("6,010 of 6,010 held", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mm")]
    [InlineData("F?")]
    public void Figures_that_are_due_but_no_longer_drawn_are_asked_for_once(string keys)
    {
        var screen = new DashboardScreen(120, 40, options => options with { History = 10_000 });
        Arrive(screen, 0, 6000);
        screen.Press(keys[..1]);
        Arrive(screen, 6000, 10);
        screen.Draw();
        screen.Press(keys[1..]);

        Assert.True(screen.State.Tick(SampleTraces.At(0.25)));
        screen.Draw();

        Assert.Null(screen.State.NextTickAt);
        Assert.False(screen.State.Tick(SampleTraces.At(0.5)));
    }

    [Fact]
    public void Rate_counts_the_minute_before_the_newest_trace()
    {
        DashboardScreen screen = ScreenOf(100);

        Assert.Equal(60, screen.State.Table.Figures.TracesPerMinute);
    }

    [Fact]
    public void New_trace_changes_two_cells_of_the_sparkline()
    {
        DashboardScreen screen = ScreenOf(40);
        double?[] before = Trail(screen);

        Arrive(screen, 40, 1);

        double?[] after = Trail(screen);
        Assert.Equal(2, Enumerable.Range(0, before.Length).Count(cell => before[cell] != after[cell]));
    }

    [Fact]
    public void Sparkline_holds_the_last_traces_and_not_older_pages()
    {
        DashboardScreen screen = ScreenOf(40);
        double?[] before = Trail(screen);

        screen.State.Book.Ledger.KeepsPast = true;
        screen.Apply(new SourceEvent.PageRead(
            SampleTraces.Noon.AddDays(-1), [SampleTraces.Announced("old", 5, createdAt: SampleTraces.Noon.AddDays(-1)).Stored()], null));

        Assert.Equal(before, Trail(screen));
        Assert.Equal(LatencyTrail.Length - 1, before.Count(latency => latency is not null));
    }

    [Fact]
    public void Sparkline_that_stood_still_in_a_pause_is_that_of_the_last_traces_afterwards()
    {
        DashboardScreen screen = ScreenOf(40);
        screen.Press("p");
        Arrive(screen, 40, 7);

        screen.Press("p");

        Assert.Contains(Trail(screen), latency => latency == 1460);
    }

    private static double?[] Trail(DashboardScreen screen) =>
        [.. Enumerable.Range(0, LatencyTrail.Length).Select(cell => screen.State.Table.Figures.Trail[cell])];

    private static DashboardScreen ScreenOf(int count)
    {
        var screen = new DashboardScreen(120, 40);
        Arrive(screen, 0, count);
        return screen;
    }

    /// <summary>One a second, every third one a failure, each ten milliseconds slower than the one before.</summary>
    private static void Arrive(DashboardScreen screen, int first, int count) => screen.Apply(new SourceEvent.TracesAnnounced(
    [
        .. Enumerable.Range(first, count).Select(i => SampleTraces.Announced(
            $"trace-{i}", 1000 + (i * 10), i % 3 == 0 ? TraceStatus.Failed : TraceStatus.Success, 100,
            SampleTraces.Noon.AddSeconds(i - 10_000), $"prompt {i}", $"model-{i % 4}")),
    ]));
}
