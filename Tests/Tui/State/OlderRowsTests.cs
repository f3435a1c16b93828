using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>Scrolling past the oldest row held.</summary>
public sealed class OlderRowsTests
{
    private const int Held = 30;
    private const int PageTraces = 200;

    [Fact]
    public void Key_on_the_last_row_asks_for_what_is_older()
    {
        DashboardScreen screen = AtTheEnd();

        screen.Press("j");

        Assert.Equal(new SourceRequest.ReadPage(TimeOf(Held - 1), PageTraces), TakeRequest(screen));
        Assert.Contains("Reading older traces", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_fills_the_table_and_leaves_the_figures_alone()
    {
        DashboardScreen screen = AtTheEnd();
        Figures before = screen.State.Figures;
        screen.Press("j");

        Answer(screen, Held - 1, PageTraces);

        Assert.Equal(Held - 1 + PageTraces, screen.State.Rows.Count);
        Assert.Equal(before, screen.State.Figures);
        Assert.EndsWith($"prompt {Held - 1}", screen.SelectedLine(), StringComparison.Ordinal);
        screen.Press("j");
        Assert.EndsWith($"prompt {Held}", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_page_begins_where_the_last_one_ended()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        Answer(screen, Held - 1, PageTraces);
        TakeRequest(screen);

        screen.Press(KeyCode.End);
        screen.Press("j");

        Assert.Equal(new SourceRequest.ReadPage(TimeOf(Held - 2 + PageTraces), PageTraces), TakeRequest(screen));
    }

    [Fact]
    public void Same_page_is_asked_for_once()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("jjj");

        Assert.NotNull(TakeRequest(screen));
        Assert.Null(TakeRequest(screen));
    }

    [Fact]
    public void End_of_the_store_is_said()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        Answer(screen, Held - 1, 1);

        screen.Press("j");

        Assert.Contains("There are no older traces", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backend REST :8000", Held + 500, "gives the newest 200 traces only")]
    [InlineData("backend REST :8000", Held, "There are no older traces")]
    [InlineData("mongodb h/d", Held + 500, "There are no older traces")]
    public void End_of_what_the_backend_shows_is_not_the_end_of_the_store(string store, int stored, string said)
    {
        DashboardScreen screen = AtTheEnd();
        bool isBackend = store.StartsWith(ITraceStore.BackendName, StringComparison.Ordinal);
        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Store, SourceState.Connected, store, IsBackend: isBackend)));
        screen.Apply(new SourceEvent.TotalsRead(
            new StoreTotals
            {
                Cut = SampleTraces.Noon.AddDays(1),
                Counts = new StatusCounts(stored, 0, 0),
                CountsCoverWholeStore = true,
                Latencies = new LatencyHistogram(),
                TokenCount = 0,
            },
            TimeSpan.Zero));
        screen.Press("j");
        Answer(screen, Held - 1, 1);
        Assert.Contains(said, screen.Text(), StringComparison.Ordinal);

        screen.Press("j");

        Assert.Contains(said, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_is_said_and_can_be_tried_again()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        TakeRequest(screen);
        screen.Apply(new SourceEvent.PageRead(TimeOf(Held - 1), [], "connection refused by h:1"));
        Assert.Contains("could not be read: connection refused by h:1", screen.Text(), StringComparison.Ordinal);

        screen.Press("j");

        Assert.NotNull(TakeRequest(screen));
    }

    [Fact]
    public void No_gap_opens_before_the_older_rows_while_traces_arrive()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        Answer(screen, Held - 1, PageTraces);

        for (int i = 1; i <= 20; i++)
        {
            screen.Apply(new SourceEvent.TracesAnnounced([TraceOf(-i)]));
        }

        Assert.Equal(
            Enumerable.Range(-20, 20 + Held - 1 + PageTraces).Select(i => $"trace-{i}"),
            Enumerable.Range(0, screen.State.Rows.Count).Select(index => screen.State.Rows[index].Trace.TraceId));
    }

    [Fact]
    public void Following_lets_the_older_rows_go()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        Answer(screen, Held - 1, PageTraces);

        screen.Press("f");

        Assert.Equal(Held, screen.State.Rows.Count);
    }

    [Fact]
    public void Older_rows_are_filtered_and_sorted_with_the_others()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        Answer(screen, Held - 1, PageTraces);

        screen.Press("/trace-10");

        Assert.Equal(11, screen.State.Rows.Count);
    }

    [Fact]
    public void First_row_of_another_order_keeps_the_older_rows()
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("j");
        Answer(screen, Held - 1, PageTraces);

        screen.Press("Sg");

        Assert.Equal(Held - 1 + PageTraces, screen.State.Rows.Count);
        Assert.EndsWith($"prompt {Held - 2 + PageTraces}", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Paused_table_reads_nothing_older_and_says_so()
    {
        DashboardScreen screen = AtTheEnd();

        screen.Press("pGG");

        Assert.Null(TakeRequest(screen));
        Assert.Contains("Paused: the rows stay as they are", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("j")]
    [InlineData("G")]
    public void Filter_without_a_hit_searches_further_back(string key)
    {
        DashboardScreen screen = AtTheEnd();
        screen.Press("/nowhere");
        screen.Press(KeyCode.Enter);
        Assert.Contains($"None of the {Held} held passes the filter.", screen.Text(), StringComparison.Ordinal);

        screen.Press(key);

        Assert.Equal(new SourceRequest.ReadPage(TimeOf(Held - 1), PageTraces), TakeRequest(screen));
    }

    /// <summary>A screen whose history is full, the selection on the last row.</summary>
    private static DashboardScreen AtTheEnd()
    {
        var screen = new DashboardScreen(120, 40, options => options with { History = Held });
        screen.Apply(new SourceEvent.NewestRead([.. Enumerable.Range(0, Held).Select(TraceOf)]));
        screen.Press(KeyCode.End);
        return screen;
    }

    private static void Answer(DashboardScreen screen, int first, int count) => screen.Apply(
        new SourceEvent.PageRead(TimeOf(Held - 1), [.. Enumerable.Range(first, count).Select(TraceOf)], null));

    private static SourceRequest? TakeRequest(DashboardScreen screen) =>
        screen.State.TryTakeRequest(out SourceRequest? request) ? request : null;

    private static DateTimeOffset TimeOf(int i) => SampleTraces.Noon.AddMinutes(-i - 60);

    /// <summary>0 is the newest of the start, higher numbers are older.</summary>
    private static Trace TraceOf(int i) =>
        SampleTraces.Announced($"trace-{i}", createdAt: TimeOf(i), prompt: $"prompt {i}").Stored();
}
