using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What the book makes of the events of its sources, and what it asks them for.</summary>
public sealed class TraceBookTests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    private readonly TraceBook _book = new(maxTraces: 100, Refresh);

    [Fact]
    public void Announced_trace_is_a_row_and_counts()
    {
        Assert.True(Apply(Announced("a")));

        Assert.Equal((1, 1L), (_book.Ledger.Count, _book.Figures.Counts.Total));
    }

    [Fact]
    public void Repeated_broadcast_changes_nothing()
    {
        Apply(Announced("a"));

        Assert.False(Apply(Announced("a")));
    }

    [Fact]
    public void Poll_that_finds_nothing_changes_nothing() => Assert.False(Apply(Changes()));

    [Fact]
    public void Two_documents_with_one_trace_id_are_two_in_the_figures_and_one_row()
    {
        Apply(Changes(Stored("a", "first"), Stored("a", "second")));

        Assert.Equal((1, 2L), (_book.Ledger.Count, _book.Figures.Counts.Total));
    }

    [Fact]
    public void Page_of_equal_times_keeps_its_order()
    {
        Apply(new SourceEvent.NewestRead([Stored("a"), Stored("b"), Stored("c")]));

        Assert.Equal(["a", "b", "c"], Enumerable.Range(0, 3).Select(i => _book.Ledger[i].Trace.TraceId));
    }

    [Fact]
    public void Empty_first_page_changes_the_picture()
    {
        Assert.True(Apply(new SourceEvent.NewestRead([])));
        Assert.True(_book.HasReadStore);
    }

    [Fact]
    public void Rows_and_figures_outlive_every_loss()
    {
        Apply(new SourceEvent.NewestRead([Stored("a")]));
        Apply(Feed(SourceState.Connected));

        Apply(Feed(SourceState.Reconnecting));
        Apply(new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Store, SourceState.Reconnecting, "", "refused")));

        Assert.Equal((1, 1L), (_book.Ledger.Count, _book.Figures.Counts.Total));
    }

    [Fact]
    public void Every_connection_has_the_store_read_once()
    {
        Apply(Feed(SourceState.Connected));
        Apply(Feed(SourceState.Connected));
        Apply(Feed(SourceState.Reconnecting));
        Apply(Feed(SourceState.Connected));

        Assert.Equal([new SourceRequest.PollNow(), new SourceRequest.PollNow()], Requests());
    }

    [Fact]
    public void Status_told_again_changes_nothing()
    {
        Apply(Feed(SourceState.Connected));

        Assert.False(Apply(Feed(SourceState.Connected)));
    }

    [Fact]
    public void Dropped_traces_are_polled_for()
    {
        Apply(Dropped());

        Assert.Equal([new SourceRequest.PollNow()], Requests());
    }

    [Fact]
    public void Flood_of_drops_asks_for_one_poll_at_a_time()
    {
        for (int i = 0; i < 100; i++)
        {
            Apply(Dropped());
        }

        Assert.Single(Requests());
    }

    [Fact]
    public void What_is_dropped_during_the_catch_up_is_polled_for_after_it()
    {
        Apply(Dropped());
        Apply(Dropped());
        Requests();

        Apply(Changes());

        Assert.Equal([new SourceRequest.PollNow()], Requests());
    }

    [Fact]
    public void Catch_up_is_over_when_nothing_more_was_dropped()
    {
        Apply(Dropped());
        Apply(Changes());
        Requests();

        Apply(Changes());

        Assert.Empty(Requests());
    }

    [Fact]
    public void Diagnostics_are_summed_by_area()
    {
        Apply(new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 2));
        Apply(new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 3));

        Assert.Equal((5L, 0L), (_book.Diagnostics(DiagnosticArea.MalformedMessages), _book.Diagnostics(DiagnosticArea.DroppedTraces)));
    }

    [Fact]
    public void Full_live_part_has_the_totals_read_once()
    {
        for (int i = 0; i < TraceStatistics.RememberedDocuments + 100; i++)
        {
            Apply(Announced($"{i}"));
        }

        Assert.Equal([new SourceRequest.ReadTotals()], Requests());
    }

    [Fact]
    public void Count_that_differs_twice_has_the_totals_read()
    {
        Apply(Totals(10));
        Apply(new SourceEvent.CountRead(12));
        Apply(new SourceEvent.CountRead(12));

        Assert.Equal([new SourceRequest.ReadTotals()], Requests());
    }

    [Fact]
    public void Count_of_a_store_that_is_back_needs_to_differ_only_once()
    {
        Apply(Totals(10));
        Apply(new SourceEvent.CountRead(12, CountCause.Reconnected));

        Assert.Equal([new SourceRequest.ReadTotals()], Requests());
    }

    [Fact]
    public void Count_that_the_user_asked_for_needs_to_differ_only_once()
    {
        Apply(Totals(10));
        Apply(new SourceEvent.CountRead(12, CountCause.AskedFor));

        Assert.Equal([new SourceRequest.ReadTotals(IsByUser: true)], Requests());
    }

    [Fact]
    public void Count_proves_nothing_before_the_store_was_summed()
    {
        Apply(new SourceEvent.CountRead(12));
        Apply(new SourceEvent.CountRead(12));

        Assert.Empty(Requests());
    }

    private bool Apply(SourceEvent sourceEvent, double seconds = 0) => _book.Apply(sourceEvent, SampleTraces.At(seconds));

    private List<SourceRequest> Requests() => Requests(_book);

    private static List<SourceRequest> Requests(TraceBook book)
    {
        List<SourceRequest> requests = [];
        while (book.TryTakeRequest(out SourceRequest? request))
        {
            requests.Add(request!);
        }

        return requests;
    }

    private static SourceEvent.TracesAnnounced Announced(string id) => new([SampleTraces.Announced(id)]);

    private static Trace Stored(string id, string? document = null) => SampleTraces.Announced(id).Stored(document);

    private static SourceEvent.ChangesRead Changes(params Trace[] traces) => new(traces, IsLast: true);

    private static SourceEvent.Diagnostic Dropped() => new(DiagnosticArea.DroppedTraces, 1);

    private static SourceEvent.StatusChanged Feed(SourceState state) => new(new SourceStatus(SourceKind.Feed, state, ""));

    private static SourceEvent.TotalsRead Totals(long documents) => new(
        new StoreTotals
        {
            Cut = SampleTraces.Noon.AddSeconds(-60),
            Counts = new StatusCounts(documents, 0, 0),
            Latencies = new LatencyHistogram(),
            TokenCount = 0,
        },
        TimeSpan.Zero);
}
