using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A store, a feed and a poller on one clock, each doing something at random, and the book that hears of it.</summary>
internal sealed class RandomBookRun : IAsyncDisposable
{
    private static readonly TimeSpan MaxWriterSkew = TimeSpan.FromSeconds(25);

    private readonly int _seed;
    private readonly Random _random;
    private readonly ManualTime _time = new();
    private readonly FakeTraceStore _store;
    private readonly TraceBook _book = new(maxTraces: 5000, TimeSpan.FromSeconds(2));
    private readonly List<Trace> _broadcasts = [];
    private int _written;
    private bool _isQuiet;

    public RandomBookRun(int seed)
    {
        (_seed, _random) = (seed, new Random(seed));
        _store = new FakeTraceStore(_time) { PageTraces = 1 + _random.Next(20) };
    }

    /// <summary>Far enough in the past to be below the first cut, and some of it not.</summary>
    public void WriteHistory()
    {
        for (int i = _random.Next(300); i > 0; i--)
        {
            Write(_time.GetUtcNow().AddSeconds(-_random.Next(3600)));
        }
    }

    public async Task StepAsync()
    {
        _time.Advance(TimeSpan.FromMilliseconds(_random.Next(2000)));
        switch (_random.Next(20))
        {
            case < 10:
                WriteAndAnnounce();
                break;
            case < 15:
                Announce();
                break;
            case < 18:
                await PollAsync();
                break;
            default:
                await SumAsync();
                break;
        }
    }

    public async Task PollAsync()
    {
        if (_random.Next(10) == 0)
        {
            Apply(new SourceEvent.NewestRead(await _store.ReadNewestAsync(200, TestContext.Current.CancellationToken)));
        }

        await ReadChangesAsync();
    }

    /// <summary>Nothing more is written, and everything is read.</summary>
    public async Task DeliverAllAsync()
    {
        _isQuiet = true;
        while (_broadcasts.Count > 0)
        {
            Announce();
        }

        await ReadChangesAsync();
        Apply(new SourceEvent.NewestRead(await _store.ReadNewestAsync(int.MaxValue, TestContext.Current.CancellationToken)));
    }

    public void AssertFiguresAreTheStores()
    {
        Figures figures = _book.Figures;
        Trace[] all = _store.Stored;
        double[] latencies = [.. all.Where(trace => trace.LatencyMs is not null).Select(trace => trace.LatencyMs!.Value).Order()];
        StatusCounts counts = all.Aggregate(default(StatusCounts), (sum, trace) => sum + StatusCounts.Of(trace.Status, 1));
        Assert.True(counts == figures.Counts, $"seed {_seed}: {figures.Counts} instead of {counts}");
        Assert.True(all.Sum(trace => trace.TokenCount) == figures.TokenCount, $"seed {_seed}: tokens");
        Assert.True(Math.Abs(latencies.Average() - figures.AverageMs!.Value) < 1e-6, $"seed {_seed}: average");
        AssertPercentile(latencies, 0.50, figures.P50Ms!.Value);
        AssertPercentile(latencies, 0.95, figures.P95Ms!.Value);
        AssertPercentile(latencies, 0.99, figures.P99Ms!.Value);
        double errorRate = (double)all.Count(trace => trace.Status != TraceStatus.Success) / all.Length;
        Assert.True(Math.Abs(errorRate - figures.ErrorRate!.Value) < 1e-12, $"seed {_seed}: error rate");
    }

    public void AssertRowsAreTheLatest()
    {
        var latest = _store.Stored.GroupBy(trace => trace.Key).ToDictionary(group => group.Key, group => group.Max(trace => trace.CreatedAt));
        Assert.True(latest.Count == _book.Ledger.Count, $"seed {_seed}: {_book.Ledger.Count} rows instead of {latest.Count}");
        for (int i = 0; i < _book.Ledger.Count; i++)
        {
            TraceRow row = _book.Ledger[i];
            Assert.True(latest[row.Trace.Key] == row.Trace.CreatedAt, $"seed {_seed}, row {i}");
            Assert.True(i == 0 || _book.Ledger[i - 1].CompareTo(row) > 0, $"seed {_seed}, row {i}: order");
        }
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    /// <summary>Linear interpolation between closest ranks, within the histogram's 1 % or 1 ms.</summary>
    private void AssertPercentile(double[] sorted, double fraction, double shown)
    {
        double index = fraction * (sorted.Length - 1);
        double upper = sorted[Math.Min((int)index + 1, sorted.Length - 1)];
        double exact = sorted[(int)index] + ((index - (int)index) * (upper - sorted[(int)index]));
        Assert.True(Math.Abs(exact - shown) <= Math.Max(1, exact * 0.01), $"seed {_seed}: P{100 * fraction}: {shown} instead of {exact}");
    }

    private async Task SumAsync()
    {
        TimeSpan askedAt = _time.Now();
        StoreTotals totals = await _store.ReadTotalsAsync(TestContext.Current.CancellationToken);
        Meanwhile();
        await ReadChangesAsync();
        Apply(new SourceEvent.TotalsRead(totals, askedAt));
    }

    private async Task ReadChangesAsync()
    {
        ChangePage page;
        do
        {
            page = await _store.ReadChangesAsync(TestContext.Current.CancellationToken);
            Meanwhile();
            Apply(new SourceEvent.ChangesRead(page.Traces, IsLast: !page.HasMore));
        }
        while (page.HasMore);
    }

    /// <summary>What the poller does takes time, and the others do not wait for it.</summary>
    private void Meanwhile()
    {
        for (int i = _isQuiet ? 0 : _random.Next(4); i > 0; i--)
        {
            _time.Advance(TimeSpan.FromMilliseconds(_random.Next(300)));
            if (_random.Next(2) == 0)
            {
                WriteAndAnnounce();
            }
            else
            {
                Announce();
            }
        }
    }

    private void WriteAndAnnounce()
    {
        Trace trace = Write(_time.GetUtcNow() + (MaxWriterSkew * ((2 * _random.NextDouble()) - 1)));
        for (int copies = _random.Next(3); copies > 0; copies--)
        {
            _broadcasts.Add(trace with { DocumentKey = TraceKey.None, StoredAt = null });
        }
    }

    private Trace Write(DateTimeOffset storedAt)
    {
        _written++;

        // Every fifth has the trace_id of another one; created_at is its own, and never in the future.
        int id = _random.Next(5) == 0 ? _random.Next(_written) : _written;
        double? latencyMs = _random.Next(10) == 0 ? null : Math.Exp(6 + (3 * _random.NextDouble()));
        Trace trace = SampleTraces.Announced(
            $"id {id}", latencyMs, (TraceStatus)_random.Next(3), _random.Next(5000), _time.GetUtcNow().AddMilliseconds(_written - 100_000))
            .Stored($"document {_written}", storedAt);
        _store.Store(trace);
        return trace;
    }

    /// <summary>Delivers one of the broadcasts; a feed keeps no order of its own among them here.</summary>
    private void Announce()
    {
        if (_broadcasts.Count == 0)
        {
            return;
        }

        int index = _random.Next(Math.Min(_broadcasts.Count, 3));
        Trace trace = _broadcasts[index];
        _broadcasts.RemoveAt(index);
        Apply(new SourceEvent.TracesAnnounced([trace]));
    }

    private void Apply(SourceEvent sourceEvent) => _book.Apply(sourceEvent, Moment.Of(_time));
}
