using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TraceStatisticsTests
{
    private static readonly DateTimeOffset Noon = SampleTraces.Noon;

    private readonly TraceStatistics _statistics = new(heldTraces: 1000);

    private long Total => _statistics.Read().Counts.Total;

    [Fact]
    public void Broadcast_counts_at_once()
    {
        _statistics.Announce(Trace("a"), TimeSpan.Zero);

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Repeated_broadcast_counts_once()
    {
        _statistics.Announce(Trace("a"), TimeSpan.Zero);

        Assert.False(_statistics.Announce(Trace("a"), TimeSpan.Zero));
        Assert.Equal(1, Total);
    }

    [Fact]
    public void Broadcast_that_is_stored_counts_once()
    {
        _statistics.Announce(Trace("a"), TimeSpan.Zero);
        _statistics.Store(Trace("a").Stored(), isNewToStore: true);

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Stored_document_that_is_announced_counts_once()
    {
        _statistics.Store(Trace("a").Stored(), isNewToStore: true);

        Assert.False(_statistics.Announce(Trace("a"), TimeSpan.Zero));
        Assert.Equal(1, Total);
    }

    [Fact]
    public void Broadcast_repeated_after_it_was_stored_counts_once()
    {
        _statistics.Announce(Trace("a"), TimeSpan.Zero);
        _statistics.Store(Trace("a").Stored(), isNewToStore: true);
        _statistics.Announce(Trace("a"), TimeSpan.Zero);

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Document_handed_in_twice_counts_once()
    {
        _statistics.Store(Trace("a").Stored(), isNewToStore: false);

        Assert.False(_statistics.Store(Trace("a").Stored(), isNewToStore: true));
        Assert.Equal(1, Total);
    }

    [Fact]
    public void Two_documents_with_one_trace_id_are_two()
    {
        _statistics.Store(Trace("a").Stored("first"), isNewToStore: true);
        _statistics.Store(Trace("a").Stored("second"), isNewToStore: true);

        Assert.Equal(2, Total);
    }

    [Fact]
    public void Two_documents_with_one_trace_id_are_two_though_both_were_announced()
    {
        Trace first = Trace("a"), second = Trace("a", secondsAgo: 1);
        _statistics.Announce(first, TimeSpan.Zero);
        _statistics.Announce(second, TimeSpan.Zero);
        _statistics.Store(second.Stored("second"), isNewToStore: true);
        _statistics.Store(first.Stored("first"), isNewToStore: true);
        _statistics.Announce(first, TimeSpan.Zero);

        Assert.Equal(2, Total);
    }

    [Fact]
    public void Second_document_of_a_trace_id_counts_as_soon_as_it_is_announced()
    {
        _statistics.Store(Trace("a", secondsAgo: 100).Stored("first"), isNewToStore: false);

        _statistics.Announce(Trace("a"), TimeSpan.Zero);

        Assert.Equal(2, Total);
    }

    [Fact]
    public void Stored_figures_take_the_place_of_the_announced_ones()
    {
        _statistics.Announce(Trace("a", latencyMs: 100, tokens: 5, status: TraceStatus.Success), TimeSpan.Zero);

        bool changed = _statistics.Store(Trace("a", latencyMs: 300, tokens: 7, status: TraceStatus.Failed).Stored(), isNewToStore: true);

        Figures figures = _statistics.Read();
        Assert.True(changed);
        Assert.Equal((new StatusCounts(0, 0, 1), 300.0, 300.0, 7L), (figures.Counts, figures.AverageMs, figures.P95Ms, figures.TokenCount));
    }

    [Fact]
    public void Stored_document_equal_to_its_broadcast_changes_nothing()
    {
        _statistics.Announce(Trace("a"), TimeSpan.Zero);

        Assert.False(_statistics.Store(Trace("a").Stored(), isNewToStore: true));
    }

    [Fact]
    public void Trace_without_a_usable_latency_counts_but_is_in_no_average()
    {
        _statistics.Announce(Trace("a", latencyMs: null), TimeSpan.Zero);
        _statistics.Announce(Trace("b", latencyMs: 100), TimeSpan.Zero);

        Figures figures = _statistics.Read();
        Assert.Equal((2L, 100.0, 100.0), (figures.Counts.Total, figures.AverageMs, figures.P95Ms));
    }

    [Fact]
    public void Without_any_usable_latency_there_is_no_average()
    {
        _statistics.Announce(Trace("a", latencyMs: null), TimeSpan.Zero);

        Figures figures = _statistics.Read();
        Assert.Equal(((double?)null, (double?)null), (figures.AverageMs, figures.P95Ms));
    }

    [Fact]
    public void Live_part_is_full_at_its_bound()
    {
        for (int i = 0; i < TraceStatistics.RememberedDocuments - 1; i++)
        {
            _statistics.Announce(Trace($"{i}"), TimeSpan.Zero);
        }

        Assert.False(_statistics.IsLivePartFull);
        _statistics.Announce(Trace("last"), TimeSpan.Zero);
        Assert.True(_statistics.IsLivePartFull);
    }

    [Fact]
    public void Figures_stay_exact_beyond_the_bound_of_memory()
    {
        const int Documents = 2 * TraceStatistics.RememberedDocuments;
        for (int i = 0; i < Documents; i++)
        {
            _statistics.Store(Trace($"{i}", latencyMs: 50, tokens: 3).Stored(), isNewToStore: true);
        }

        Figures figures = _statistics.Read();
        Assert.Equal((Documents, 3L * Documents, 50.0), (figures.Counts.Total, figures.TokenCount, figures.AverageMs!.Value));
    }

    [Fact]
    public void Memory_is_flat_once_its_bound_is_reached()
    {
        Trace[] traces = [.. Enumerable.Range(0, 1000).Select(i => Trace($"{i}"))];
        Announce(traces, copies: (TraceStatistics.RememberedDocuments / 1000) + 2);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Announce(traces, copies: 20, firstCopy: 1_000_000);

        // One record per announcement, made by this test.
        long perRecord = (GC.GetAllocatedBytesForCurrentThread() - before) / 20_000;
        Assert.InRange(perRecord, 1, 256);
    }

    private void Announce(Trace[] traces, int copies, int firstCopy = 0)
    {
        for (int copy = firstCopy; copy < firstCopy + copies; copy++)
        {
            foreach (Trace trace in traces)
            {
                _statistics.Announce(trace with { CreatedAt = Noon.AddMilliseconds(copy) }, TimeSpan.Zero);
            }
        }
    }

    private static Trace Trace(
        string id, double secondsAgo = 0, double? latencyMs = 420, long tokens = 100, TraceStatus status = TraceStatus.Success) =>
        SampleTraces.Announced(id, latencyMs, status, tokens, Noon.AddSeconds(-secondsAgo));
}
