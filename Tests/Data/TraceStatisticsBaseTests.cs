using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What a base takes out of the live part, and what it leaves there.</summary>
public sealed class TraceStatisticsBaseTests
{
    private static readonly DateTimeOffset Noon = SampleTraces.Noon;

    private readonly TraceStatistics _statistics = new(heldTraces: 1000);

    private long Total => _statistics.Read().Counts.Total;

    [Fact]
    public void Figures_cover_what_arrived_until_the_store_is_summed() =>
        Assert.Equal(FigureScope.ArrivedOnly, _statistics.Read().Scope);

    [Fact]
    public void Document_below_the_cut_is_in_the_base()
    {
        _statistics.Store(Trace("a", secondsAgo: 100).Stored(), isNewToStore: false);

        _statistics.SetBase(Base(documents: 1), TimeSpan.Zero);

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Document_from_the_cut_on_is_counted_beside_the_base()
    {
        _statistics.Store(Trace("a", secondsAgo: 60).Stored(), isNewToStore: false);

        _statistics.SetBase(Base(documents: 1), TimeSpan.Zero);

        Assert.Equal(2, Total);
    }

    [Fact]
    public void Page_read_after_the_base_counts_nothing_below_the_cut()
    {
        _statistics.SetBase(Base(documents: 1), TimeSpan.Zero);

        Assert.False(_statistics.Store(Trace("a", secondsAgo: 100).Stored(), isNewToStore: false));
    }

    [Fact]
    public void Change_read_after_the_base_counts_however_old_its_writer_s_clock_is()
    {
        _statistics.SetBase(Base(documents: 1), TimeSpan.Zero);

        Assert.True(_statistics.Store(Trace("a", secondsAgo: 600).Stored(), isNewToStore: true));
    }

    [Fact]
    public void Broadcast_from_before_the_sum_is_in_the_base()
    {
        _statistics.Announce(Trace("a"), TimeSpan.FromSeconds(9));

        _statistics.SetBase(Base(documents: 1), askedAt: TimeSpan.FromSeconds(10));

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Broadcast_from_after_the_sum_stays_provisional()
    {
        _statistics.Announce(Trace("a"), TimeSpan.FromSeconds(11));

        _statistics.SetBase(Base(documents: 1), askedAt: TimeSpan.FromSeconds(10));

        Assert.Equal(2, Total);
    }

    [Fact]
    public void Broadcast_that_survived_a_new_base_is_still_one_with_its_document()
    {
        _statistics.Announce(Trace("a"), TimeSpan.FromSeconds(11));
        _statistics.SetBase(Base(documents: 1), askedAt: TimeSpan.FromSeconds(10));

        _statistics.Store(Trace("a").Stored(), isNewToStore: true);

        Assert.Equal(2, Total);
    }

    [Fact]
    public void Broadcast_that_the_base_was_thought_to_hold_counts_when_its_document_proves_otherwise()
    {
        _statistics.Announce(Trace("a"), TimeSpan.FromSeconds(9));
        _statistics.SetBase(Base(documents: 1), askedAt: TimeSpan.FromSeconds(10));

        Assert.True(_statistics.Store(Trace("a").Stored(), isNewToStore: true));
        Assert.Equal(2, Total);
    }

    [Fact]
    public void Earlier_cut_of_another_server_brings_documents_back_into_the_live_part()
    {
        _statistics.Store(Trace("a", secondsAgo: 100).Stored(), isNewToStore: false);
        _statistics.SetBase(Base(documents: 1), TimeSpan.Zero);

        _statistics.SetBase(Base(documents: 0, cut: Noon.AddSeconds(-200)), TimeSpan.Zero);

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Figures_fall_when_a_new_base_holds_less()
    {
        _statistics.SetBase(Base(documents: 10), TimeSpan.Zero);

        _statistics.SetBase(Base(documents: 3), TimeSpan.Zero);

        Assert.Equal(3, Total);
    }

    [Fact]
    public void Counts_of_the_whole_store_hold_what_is_live_already()
    {
        _statistics.Store(Trace("a").Stored(), isNewToStore: true);

        _statistics.SetBase(Base(documents: 50_000) with { CountsCoverWholeStore = true, WindowDocuments = 20_000 }, TimeSpan.Zero);

        Assert.Equal(50_000, Total);
    }

    [Fact]
    public void Counts_of_the_whole_store_advance_by_what_arrives()
    {
        _statistics.Store(Trace("a").Stored(), isNewToStore: true);
        _statistics.SetBase(Base(documents: 50_000) with { CountsCoverWholeStore = true, WindowDocuments = 20_000 }, TimeSpan.Zero);

        _statistics.Announce(Trace("b", status: TraceStatus.Failed), TimeSpan.FromSeconds(1));

        Assert.Equal(new StatusCounts(50_000, 0, 1), _statistics.Read().Counts);
    }

    [Fact]
    public void Figures_of_a_window_say_so()
    {
        _statistics.SetBase(Base(documents: 50_000) with { WindowDocuments = 20_000 }, TimeSpan.Zero);

        Figures figures = _statistics.Read();
        Assert.Equal((FigureScope.Window, 20_000L), (figures.Scope, figures.WindowDocuments));
    }

    [Fact]
    public void Window_of_less_than_is_live_is_a_window()
    {
        for (int i = 0; i < 10; i++)
        {
            _statistics.Store(Trace($"{i}").Stored(), isNewToStore: true);
        }

        _statistics.SetBase(Base(documents: 5) with { CountsCoverWholeStore = true, WindowDocuments = 5 }, TimeSpan.Zero);

        Assert.Equal(FigureScope.Window, _statistics.Read().Scope);
    }

    [Fact]
    public void Counts_that_are_no_more_than_a_window_s_say_so()
    {
        _statistics.SetBase(Base(documents: 20_000) with { AreCountsEstimates = true, WindowDocuments = 20_000 }, TimeSpan.Zero);
        _statistics.Announce(Trace("b"), TimeSpan.FromSeconds(1));

        Figures figures = _statistics.Read();
        Assert.Equal((20_001L, true), (figures.Counts.Total, figures.AreCountsEstimates));
    }

    [Fact]
    public void Window_s_latencies_and_tokens_are_joined_by_what_is_live()
    {
        _statistics.Store(Trace("a", latencyMs: 400, tokens: 10).Stored(), isNewToStore: true);

        _statistics.SetBase(Base(documents: 3) with { CountsCoverWholeStore = true, WindowDocuments = 3 }, TimeSpan.Zero);

        Figures figures = _statistics.Read();
        Assert.Equal((175.0, 310L), (figures.AverageMs!.Value, figures.TokenCount));
    }

    private static Trace Trace(
        string id, double secondsAgo = 0, double? latencyMs = 420, long tokens = 100, TraceStatus status = TraceStatus.Success) =>
        SampleTraces.Announced(id, latencyMs, status, tokens, Noon.AddSeconds(-secondsAgo));

    /// <summary>Successes of 100 ms and 100 tokens each.</summary>
    private static StoreTotals Base(long documents, DateTimeOffset? cut = null)
    {
        var latencies = new LatencyHistogram();
        latencies.Add(LatencyHistogram.BucketOf(100), documents, 100 * documents);
        return new StoreTotals
        {
            Cut = cut ?? Noon.AddSeconds(-60),
            Counts = new StatusCounts(documents, 0, 0),
            Latencies = latencies,
            TokenCount = 100 * documents,
        };
    }
}
