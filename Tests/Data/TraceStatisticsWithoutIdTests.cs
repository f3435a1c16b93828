using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>Rows of the REST API carry no _id: each counts once all the same, beside broadcasts and beside MongoDB's rows.</summary>
public sealed class TraceStatisticsWithoutIdTests
{
    private static readonly DateTimeOffset Noon = SampleTraces.Noon;

    private readonly TraceStatistics _statistics = new(heldTraces: 1000);

    private long Total => _statistics.Read().Counts.Total;

    [Fact]
    public void Row_read_twice_counts_once()
    {
        _statistics.Store(Row("a"), isNewToStore: true);

        Assert.False(_statistics.Store(Row("a", readAt: 5), isNewToStore: true));
        Assert.Equal(1, Total);
    }

    [Fact]
    public void Rows_of_one_trace_id_created_at_two_times_are_two()
    {
        _statistics.Store(Row("a"), isNewToStore: true);
        _statistics.Store(Row("a", createdAt: -30), isNewToStore: true);

        Assert.Equal(2, Total);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Row_and_broadcast_are_one(bool isAnnouncedFirst)
    {
        if (isAnnouncedFirst)
        {
            _statistics.Announce(SampleTraces.Announced("a"), TimeSpan.Zero);
        }

        _statistics.Store(Row("a"), isNewToStore: true);
        _statistics.Announce(SampleTraces.Announced("a"), TimeSpan.Zero);

        Assert.Equal(1, Total);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Row_and_document_are_one(bool isRowFirst)
    {
        Trace document = SampleTraces.Announced("a").Stored();
        _statistics.Store(isRowFirst ? Row("a") : document, isNewToStore: true);
        _statistics.Store(isRowFirst ? document : Row("a"), isNewToStore: true);

        Assert.Equal(1, Total);
    }

    [Fact]
    public void Row_that_became_a_document_is_known_as_both()
    {
        _statistics.Store(Row("a"), isNewToStore: true);
        _statistics.Store(SampleTraces.Announced("a").Stored(), isNewToStore: true);

        Assert.False(_statistics.Store(Row("a", readAt: 9), isNewToStore: true));
        Assert.False(_statistics.Store(SampleTraces.Announced("a").Stored(), isNewToStore: true));
        Assert.Equal(1, Total);
    }

    [Fact]
    public void Row_of_a_known_document_is_not_unheard_of()
    {
        _statistics.Store(SampleTraces.Announced("a").Stored(), isNewToStore: true);

        Assert.False(_statistics.IsUnheardOf(Row("a")));
        Assert.True(_statistics.IsUnheardOf(Row("b")));
    }

    [Fact]
    public void Row_read_before_the_cut_is_in_the_total_and_in_the_shown_figures()
    {
        _statistics.Store(Row("a", readAt: 0), isNewToStore: false);

        _statistics.SetBase(Counted(total: 500, cut: 1), TimeSpan.Zero);

        Figures figures = _statistics.Read();
        Assert.Equal((500L, 420.0, 100L), (figures.Counts.Total, figures.AverageMs!.Value, figures.TokenCount));
        Assert.Equal((FigureScope.Window, 1L, false), (figures.Scope, figures.WindowDocuments, figures.AreCountsEstimates));
    }

    [Fact]
    public void Row_read_after_the_cut_adds_to_the_total()
    {
        _statistics.SetBase(Counted(total: 500, cut: 1), TimeSpan.Zero);

        _statistics.Store(Row("a", readAt: 2), isNewToStore: true);

        Figures figures = _statistics.Read();
        Assert.Equal((501L, 1L), (figures.Counts.Total, figures.WindowDocuments));
    }

    [Fact]
    public void Figures_of_all_that_is_stored_name_no_window()
    {
        _statistics.Store(Row("a", readAt: 0), isNewToStore: false);
        _statistics.SetBase(Counted(total: 1, cut: 1), TimeSpan.Zero);

        Assert.Equal(FigureScope.Everything, _statistics.Read().Scope);
    }

    [Fact]
    public void Broadcast_from_before_the_count_is_in_it()
    {
        _statistics.Announce(SampleTraces.Announced("a"), TimeSpan.FromSeconds(9));

        _statistics.SetBase(Counted(total: 500, cut: 1), askedAt: TimeSpan.FromSeconds(10));

        Assert.Equal(500, Total);
    }

    [Fact]
    public void Broadcast_thought_to_be_counted_counts_when_a_later_page_shows_it_as_new()
    {
        _statistics.Announce(SampleTraces.Announced("a"), TimeSpan.FromSeconds(9));
        _statistics.SetBase(Counted(total: 500, cut: 1), askedAt: TimeSpan.FromSeconds(10));

        Assert.True(_statistics.Store(Row("a", readAt: 2), isNewToStore: true));
        Assert.Equal(501, Total);
    }

    [Fact]
    public void Broadcast_of_what_the_total_holds_and_no_page_shows_adds_nothing()
    {
        _statistics.SetBase(Counted(total: 500, cut: 1) with { OldestShown = Noon.AddHours(-1) }, TimeSpan.Zero);

        Assert.False(_statistics.Announce(SampleTraces.Announced("late", createdAt: Noon.AddDays(-3)), TimeSpan.FromSeconds(1)));
        Assert.True(_statistics.Announce(SampleTraces.Announced("new", createdAt: Noon), TimeSpan.FromSeconds(1)));
        Assert.Equal(501, Total);

        _statistics.SetBase(Counted(total: 502, cut: 2) with { OldestShown = Noon.AddHours(-1) }, TimeSpan.FromSeconds(1));
        Assert.Equal(503, Total); // the new one may have been stored behind the count
    }

    [Fact]
    public void Row_that_every_total_held_is_no_new_one_however_late_it_is_shown()
    {
        _statistics.SetBase(Counted(total: 500, cut: 1), TimeSpan.Zero);

        Assert.False(_statistics.Store(Row("a", readAt: 0), isNewToStore: true));
        Assert.Equal(500, Total);
    }

    [Fact]
    public void Rows_are_in_mongodbs_sum_whatever_our_clock_says()
    {
        _statistics.Store(Row("a", readAt: 86_400), isNewToStore: true);

        _statistics.SetBase(Summed(total: 10), TimeSpan.Zero);

        Assert.Equal(10, Total);
    }

    [Fact]
    public void Documents_are_in_the_backends_count_whatever_the_writers_clock_says()
    {
        _statistics.Store(SampleTraces.Announced("a").Stored(storedAt: Noon.AddHours(1)), isNewToStore: true);

        _statistics.SetBase(Counted(total: 10, cut: 1), TimeSpan.Zero);

        Assert.Equal(10, Total);
    }

    [Fact]
    public void Documents_that_the_backend_never_showed_are_not_in_its_figures()
    {
        _statistics.Store(SampleTraces.Announced("foreign", latencyMs: 9000).Stored(), isNewToStore: true);
        _statistics.Store(Row("own", readAt: 0), isNewToStore: false);

        _statistics.SetBase(Counted(total: 10, cut: 1), TimeSpan.Zero);

        Figures figures = _statistics.Read();
        Assert.Equal((1L, 420.0), (figures.WindowDocuments, figures.AverageMs!.Value));
    }

    [Fact]
    public void Documents_that_the_backend_shows_too_are_in_its_figures()
    {
        _statistics.Store(SampleTraces.Announced("a").Stored(), isNewToStore: true);
        _statistics.Store(Row("a", readAt: 0), isNewToStore: false);

        _statistics.SetBase(Counted(total: 10, cut: 1), TimeSpan.Zero);

        Assert.Equal(1, _statistics.Read().WindowDocuments);
    }

    [Fact]
    public void Figures_over_more_than_the_backend_still_has_say_so()
    {
        for (int i = 0; i < 8; i++)
        {
            _statistics.Store(Row($"{i}"), isNewToStore: false);
        }

        _statistics.SetBase(Counted(total: 8, cut: 1), TimeSpan.Zero);
        Assert.Equal(FigureScope.Everything, _statistics.Read().Scope);

        _statistics.SetBase(Counted(total: 5, cut: 2), TimeSpan.Zero);
        Figures figures = _statistics.Read();
        Assert.Equal((FigureScope.Seen, 8L, 5L), (figures.Scope, figures.WindowDocuments, figures.Counts.Total));

        _statistics.SetBase(Summed(total: 5), TimeSpan.Zero);
        Assert.Equal(FigureScope.Everything, _statistics.Read().Scope);
    }

    /// <param name="readAt">Seconds from noon.</param>
    /// <param name="createdAt">Seconds from noon.</param>
    private static Trace Row(string id, double readAt = 0, double createdAt = 0) =>
        SampleTraces.Announced(id, createdAt: Noon.AddSeconds(createdAt)) with { StoredAt = Noon.AddSeconds(readAt) };

    /// <param name="cut">Seconds from noon.</param>
    private static StoreTotals Counted(long total, double cut) => new()
    {
        Cut = Noon.AddSeconds(cut),
        Counts = new StatusCounts(total, 0, 0),
        IsCountsOnly = true,
        Latencies = new LatencyHistogram(),
        TokenCount = 0,
    };

    private static StoreTotals Summed(long total) => new()
    {
        Cut = Noon.AddSeconds(-60),
        Counts = new StatusCounts(total, 0, 0),
        Latencies = new LatencyHistogram(),
        TokenCount = 0,
    };
}
