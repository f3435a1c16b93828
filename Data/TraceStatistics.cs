namespace TraceLlm.Monitor.Data;

/// <summary>
/// Base plus live: the store's totals below a cut, and every document seen since, each once, however it arrives. An announced
/// trace carries no document identity: it counts as provisional until its document is read, which takes its place.
/// </summary>
internal sealed class TraceStatistics
{
    /// <summary>Documents remembered beside those on screen, so that none is counted twice (a bound on memory).</summary>
    public const int RememberedDocuments = 65_536;

    private readonly LatencyHistogram _liveLatencies = new();
    private readonly DocumentMemory _memory;

    private StatusCounts _liveCounts;
    private long _liveTokens;
    private StoreTotals? _base;
    private StatusCounts _baseCounts;

    /// <param name="heldTraces">Traces held for the screen: those are remembered too.</param>
    public TraceStatistics(int heldTraces) => _memory = new DocumentMemory(heldTraces + RememberedDocuments);

    /// <summary>The live part is as large as it may become: time to read the totals again.</summary>
    public bool IsLivePartFull => _liveCounts.Total >= RememberedDocuments;

    /// <summary>Whether a stored document is new here and no broadcast of it has arrived.</summary>
    public bool IsUnheardOf(Trace trace) =>
        _memory.FindDocument(trace.DocumentKey) == DocumentMemory.None && _memory.FindProvisional(trace.Key) == DocumentMemory.None;

    /// <summary>Counts a broadcast.</summary>
    /// <returns>True when the figures changed; false when it is known already.</returns>
    public bool Announce(Trace trace, TimeSpan now)
    {
        if (_memory.FindTrace(trace.Key, FoldedCreatedAt(trace)) != DocumentMemory.None)
        {
            return false;
        }

        Remember(trace, isLive: true, now.Ticks);
        return true;
    }

    /// <summary>Counts a stored document.</summary>
    /// <param name="trace">With its <see cref="Trace.DocumentKey"/>.</param>
    /// <param name="isNewToStore">The store did not have it when it was read before; else it is in the base if it lies below the cut.</param>
    /// <returns>True when the figures changed.</returns>
    public bool Store(Trace trace, bool isNewToStore)
    {
        if (_memory.FindDocument(trace.DocumentKey) != DocumentMemory.None)
        {
            return false;
        }

        bool isLive = isNewToStore || _base is null || trace.StoredAt >= _base.Cut;
        int provisional = _memory.FindProvisional(trace.Key);
        if (provisional != DocumentMemory.None)
        {
            return Confirm(provisional, trace, isLive);
        }

        Remember(trace, isLive, trace.StoredAt?.UtcTicks ?? 0);
        return isLive;
    }

    /// <summary>A new base: what it holds leaves the live part in the same step.</summary>
    /// <param name="totals">What the store said.</param>
    /// <param name="askedAt">Every document that was stored then is in the totals or has been handed to <see cref="Store"/>.</param>
    public void SetBase(StoreTotals totals, TimeSpan askedAt)
    {
        _base = totals;
        _liveCounts = default;
        _liveTokens = 0;
        _liveLatencies.Clear();
        for (int age = 0; age < _memory.Count; age++)
        {
            ref CountedDocument document = ref _memory[age];
            long liveFromTicks = document.IsProvisional ? askedAt.Ticks : totals.Cut.UtcTicks;
            document.IsLive = document.WhenTicks >= liveFromTicks;
            if (document.IsLive)
            {
                AddLive(document, 1);
            }
        }

        _baseCounts = totals.CountsCoverWholeStore ? totals.Counts - _liveCounts : totals.Counts;
    }

    public Figures Read()
    {
        LatencyHistogram? stored = _base?.Latencies;
        long latencies = _liveLatencies.Count + (stored?.Count ?? 0);
        return new Figures(
            _baseCounts + _liveCounts,
            latencies == 0 ? null : (_liveLatencies.SumMs + (stored?.SumMs ?? 0)) / latencies,
            _liveLatencies.PercentileMs(0.95, stored),
            _liveTokens + (_base?.TokenCount ?? 0),
            _base is null ? FigureScope.ArrivedOnly : _base.WindowDocuments is null ? FigureScope.Everything : FigureScope.Window,
            _base?.WindowDocuments ?? 0);
    }

    /// <summary>The provisional trace is this document: its figures are the store's from now on.</summary>
    private bool Confirm(int slot, Trace trace, bool isLive)
    {
        ref CountedDocument known = ref _memory.At(slot);
        CountedDocument before = known;
        known.Status = trace.Status;
        known.LatencyMs = trace.LatencyMs ?? double.NaN;
        known.TokenCount = trace.TokenCount;
        known.WhenTicks = trace.StoredAt?.UtcTicks ?? 0;
        known.IsLive |= isLive;
        _memory.SetDocument(slot, trace.DocumentKey);
        if (!known.IsLive)
        {
            return false;
        }

        if (before.IsLive)
        {
            AddLive(before, -1);
        }

        AddLive(known, 1);
        return !before.IsLive || before.Status != known.Status || before.TokenCount != known.TokenCount
            || !before.LatencyMs.Equals(known.LatencyMs);
    }

    /// <summary>Stores keep milliseconds, so they decide; 32 bits of them tell seven weeks of one trace_id apart.</summary>
    private static int FoldedCreatedAt(Trace trace) => trace.CreatedAt is { } at ? (int)at.ToUnixTimeMilliseconds() : 0;

    private void Remember(Trace trace, bool isLive, long whenTicks)
    {
        var document = new CountedDocument
        {
            Trace = trace.Key,
            Document = trace.DocumentKey,
            LatencyMs = trace.LatencyMs ?? double.NaN,
            TokenCount = trace.TokenCount,
            WhenTicks = whenTicks,
            CreatedAt = FoldedCreatedAt(trace),
            Status = trace.Status,
            IsLive = isLive,
        };
        _memory.Add(document);
        if (isLive)
        {
            AddLive(document, 1);
        }
    }

    /// <param name="document">Adds it, or takes it out again.</param>
    /// <param name="sign">1 or -1.</param>
    private void AddLive(in CountedDocument document, int sign)
    {
        _liveCounts += StatusCounts.Of(document.Status, sign);
        _liveTokens += sign * document.TokenCount;
        if (!double.IsNaN(document.LatencyMs))
        {
            _liveLatencies.Add(LatencyHistogram.BucketOf(document.LatencyMs), sign, sign * document.LatencyMs);
        }
    }
}
