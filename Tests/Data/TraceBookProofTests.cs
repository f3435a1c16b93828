using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What the book counts as announced, and how often it has the store polled for it.</summary>
public sealed class TraceBookProofTests
{
    private static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    private readonly TraceBook _book = new(maxTraces: 100, Refresh);

    [Fact]
    public void Proven_feed_slows_the_polls_down()
    {
        Prove();

        Assert.Equal([new SourceRequest.SetCadence(TimeSpan.FromSeconds(30))], Requests());
    }

    [Fact]
    public void Proven_feed_never_makes_polls_more_frequent_than_asked_for()
    {
        var book = new TraceBook(10, TimeSpan.FromMinutes(10));
        Prove(book);

        Assert.Equal([new SourceRequest.PollNow(), new SourceRequest.SetCadence(TimeSpan.FromMinutes(10))], Requests(book));
    }

    [Fact]
    public void Unannounced_trace_brings_the_interval_back()
    {
        Prove();
        Requests();
        Apply(Changes(Stored("silent")), seconds: 100);

        bool changed = _book.Tick(SampleTraces.At(103));

        Assert.True(changed);
        Assert.Equal([new SourceRequest.SetCadence(Refresh)], Requests());
    }

    [Fact]
    public void Lost_connection_brings_the_interval_back()
    {
        Prove();
        Requests();

        Apply(Feed(SourceState.Reconnecting));

        Assert.Equal([new SourceRequest.SetCadence(Refresh)], Requests());
    }

    [Fact]
    public void Announced_trace_that_is_polled_is_not_unannounced()
    {
        Prove();
        Apply(Announced("told"), seconds: 100);
        Apply(Changes(Stored("told")), seconds: 101);

        _book.Tick(SampleTraces.At(1000));

        Assert.True(_book.IsFeedProven);
    }

    /// <summary>Between two slow polls many traces are announced.</summary>
    [Fact]
    public void Announcements_are_remembered_until_a_slow_poll_finds_their_traces()
    {
        Prove();
        for (int i = 0; i < 40_000; i++)
        {
            Apply(Announced($"fast {i}"), seconds: 100);
        }

        Apply(Changes(Stored("fast 0")), seconds: 130);
        _book.Tick(SampleTraces.At(1000));

        Assert.True(_book.IsFeedProven);
    }

    [Fact]
    public void Polls_that_could_not_be_complete_prove_nothing()
    {
        Apply(Feed(SourceState.Connected));
        for (int i = 0; i < 20; i++)
        {
            Apply(Announced($"proof {i}"));
        }

        for (int i = 0; i < 20; i++)
        {
            Apply(new SourceEvent.ChangesRead([], IsLast: true, IsComplete: false), seconds: 2 * i);
        }

        Assert.False(_book.IsFeedProven);
    }

    [Fact]
    public void Trace_that_we_dropped_is_no_reason_for_distrust()
    {
        Prove();
        Apply(new SourceEvent.Diagnostic(DiagnosticArea.DroppedTraces, 1), seconds: 100);
        Apply(Changes(Stored("dropped")), seconds: 101);

        _book.Tick(SampleTraces.At(105));

        Assert.True(_book.IsFeedProven);
    }

    [Fact]
    public void Second_document_of_an_announced_trace_id_is_unannounced()
    {
        Prove();
        Apply(Announced("a"), seconds: 100);
        Apply(Changes(Stored("a", "first"), Stored("a", "second")), seconds: 101);

        _book.Tick(SampleTraces.At(104));

        Assert.False(_book.IsFeedProven);
    }

    [Fact]
    public void Trace_found_by_a_newest_page_is_judged_like_any_other()
    {
        Apply(Totals(0));
        Prove();
        Apply(new SourceEvent.NewestRead([Stored("silent")]), seconds: 100);

        _book.Tick(SampleTraces.At(103));

        Assert.False(_book.IsFeedProven);
    }

    [Fact]
    public void History_found_by_a_newest_page_proves_nothing()
    {
        Apply(Totals(1));
        Prove();
        Apply(new SourceEvent.NewestRead([Stored("old") with { StoredAt = SampleTraces.Noon.AddHours(-1) }]), seconds: 100);

        _book.Tick(SampleTraces.At(103));

        Assert.True(_book.IsFeedProven);
    }

    [Fact]
    public void Trace_without_an_id_cannot_be_unannounced()
    {
        Prove();
        Apply(Changes(Stored("") with { Key = TraceKey.Of("its document") }), seconds: 100);

        _book.Tick(SampleTraces.At(103));

        Assert.True(_book.IsFeedProven);
    }

    private void Prove() => Prove(_book);

    private void Prove(TraceBook book)
    {
        book.Apply(Feed(SourceState.Connected), SampleTraces.At(0));
        if (book == _book)
        {
            Requests();
        }

        for (int i = 0; i < 20; i++)
        {
            book.Apply(Announced($"proof {i}"), SampleTraces.At(0));
        }

        for (int i = 0; i < 11; i++)
        {
            book.Apply(Changes(), SampleTraces.At(2 * i));
        }

        Assert.True(book.IsFeedProven);
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
