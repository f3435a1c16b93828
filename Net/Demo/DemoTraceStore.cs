using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>
/// The store of the demo, in memory: the traces of some past hours and everything the demo has announced since. Its totals cover
/// all it was ever given; of the traces themselves it keeps the newest.
/// </summary>
/// <param name="history">What it holds from the start, oldest first; made when it is first read.</param>
/// <param name="filter">What it leaves out; null leaves out nothing.</param>
internal sealed class DemoTraceStore(IEnumerable<Trace> history, TraceStoreFilter? filter = null) : ITraceStore
{
    /// <summary>Traces kept: more than any screen shows.</summary>
    private const int MaxKept = 2000;

    private const int PageTraces = 500;

    /// <summary>Traces between two reads of the store: minutes of the busiest traffic.</summary>
    private const int MaxArriving = 4096;

    private readonly Channel<Trace> _arriving = Channel.CreateBounded<Trace>(MaxArriving);
    private readonly List<Trace> _kept = [];
    private readonly long[] _latencyCounts = new long[LatencyHistogram.BucketCount];
    private readonly double[] _latencySums = new double[LatencyHistogram.BucketCount];

    private IEnumerable<Trace>? _history = history;
    private StatusCounts _counts;
    private long _tokens;
    private long _forgotten;
    private long _mark = -1;

    public string Name => "demo";

    /// <summary>What this store calls a trace.</summary>
    public static string DocumentIdOf(DemoTrace trace) => trace.Seed.ToString(CultureInfo.InvariantCulture);

    /// <summary>Stores a trace. May be called by another task than the reads.</summary>
    /// <param name="trace">With its <see cref="Trace.StoredAt"/>, later than that of every trace before.</param>
    /// <returns>False when nobody has read the store for long: it is not stored, and must not be announced.</returns>
    public bool TryStore(Trace trace) => _arriving.Writer.TryWrite(trace);

    public Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation)
    {
        TakeArrived();
        _mark = _mark < 0 ? _forgotten + _kept.Count : _mark;
        Trace[] newest = [.. _kept.OrderByDescending(trace => trace.CreatedAt).Take(maxCount)];
        return Task.FromResult<IReadOnlyList<Trace>>(newest);
    }

    public Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation)
    {
        TakeArrived();
        Trace[] older = [.. _kept.Where(trace => trace.CreatedAt <= upTo).OrderByDescending(trace => trace.CreatedAt).Take(maxCount)];
        return Task.FromResult<IReadOnlyList<Trace>>(older);
    }

    /// <inheritdoc/>
    /// <remarks>It is made again: only its seed was kept.</remarks>
    public Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation)
    {
        TakeArrived();
        Trace? kept = _kept.FindLast(trace => trace.Key == reference.Key);
        return Task.FromResult(kept?.DocumentId is { } id ? Detail(kept, int.Parse(id, CultureInfo.InvariantCulture)) : null);
    }

    public Task<ChangePage> ReadChangesAsync(CancellationToken cancellation)
    {
        TakeArrived();
        bool mustReanchor = _mark < _forgotten && _forgotten > 0;
        int from = (int)Math.Max(0, _mark - _forgotten);
        int count = Math.Min(PageTraces, _kept.Count - from);
        _mark = _forgotten + from + count;
        return Task.FromResult(new ChangePage(_kept.GetRange(from, count), from + count < _kept.Count, mustReanchor));
    }

    /// <inheritdoc/>
    /// <remarks>The cut lies behind everything stored so far, so the mark never has to move back.</remarks>
    public Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation)
    {
        TakeArrived();
        var latencies = new LatencyHistogram();
        for (int bucket = 0; bucket < _latencyCounts.Length; bucket++)
        {
            if (_latencyCounts[bucket] > 0)
            {
                latencies.Add(bucket, _latencyCounts[bucket], _latencySums[bucket]);
            }
        }

        DateTimeOffset last = _kept.Count > 0 ? _kept[^1].StoredAt!.Value : DateTimeOffset.MinValue;
        return Task.FromResult(
            new StoreTotals { Cut = last.AddTicks(1), Counts = _counts, Latencies = latencies, TokenCount = _tokens });
    }

    public Task<long> CountAsync(CancellationToken cancellation)
    {
        TakeArrived();
        return Task.FromResult(_counts.Total);
    }

    public Task DisconnectAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static TraceDetail Detail(Trace kept, int seed)
    {
        var reader = new Utf8JsonReader(DemoJson.Trace(DemoTraceMaker.Make(seed, kept.StoredAt!.Value)));
        reader.Read();
        return TraceDetailJson.Read(ref reader) with { Trace = kept };
    }

    private void TakeArrived()
    {
        foreach (Trace trace in _history ?? [])
        {
            Take(trace);
        }

        _history = null;
        while (_arriving.Reader.TryRead(out Trace? trace))
        {
            Take(trace);
        }

        int excess = _kept.Count - MaxKept;
        if (excess > 0)
        {
            _kept.RemoveRange(0, excess);
            _forgotten += excess;
        }
    }

    private void Take(Trace trace)
    {
        if (filter is not null && !filter.Matches(trace))
        {
            return;
        }

        _kept.Add(trace);
        _counts += StatusCounts.Of(trace.Status, 1);
        _tokens += trace.TokenCount;
        if (trace.LatencyMs is { } latencyMs)
        {
            int bucket = LatencyHistogram.BucketOf(latencyMs);
            _latencyCounts[bucket]++;
            _latencySums[bucket] += latencyMs;
        }
    }
}
