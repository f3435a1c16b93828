namespace TraceLlm.Monitor.Data;

/// <summary>
/// Base plus live: the store's totals below a cut, and every document seen since, each once, however it arrives. A trace that
/// was announced, or read from the REST API, carries no document identity: it counts as provisional until its document is read,
/// which takes its place.
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
    private LatencyHistogram? _baseLatencies;
    private long _baseTokens;
    private long _shownDocuments;
    private bool _hasShownMore; // than the store counts: some of it was removed, or another store answers

    /// <param name="heldTraces">Traces held for the screen: those are remembered too.</param>
    public TraceStatistics(int heldTraces) => _memory = new DocumentMemory(heldTraces + RememberedDocuments);

    /// <summary>The live part is as large as it may become: time to read the totals again.</summary>
    public bool IsLivePartFull => _liveCounts.Total >= RememberedDocuments;

    /// <summary>Whether a stored document is new here and no broadcast of it has arrived.</summary>
    public bool IsUnheardOf(Trace trace) => trace.DocumentKey.IsNone
        ? FindWithoutId(trace) == DocumentMemory.None
        : _memory.FindDocument(trace.DocumentKey) == DocumentMemory.None && _memory.FindProvisional(trace.Key) == DocumentMemory.None;

    /// <summary>How many broadcasts arrived since then whose documents no store has shown.</summary>
    public int CountAnnouncedOnly(TimeSpan since)
    {
        int count = 0;
        for (int age = _memory.Count - 1; age >= 0; age--)
        {
            ref CountedDocument document = ref _memory[age];
            if (document.IsAnnouncedOnly && document.WhenTicks < since.Ticks)
            {
                break; // those before it arrived earlier
            }

            count += document.IsAnnouncedOnly ? 1 : 0;
        }

        return count;
    }

    /// <summary>Counts a broadcast.</summary>
    /// <returns>True when the figures changed; false when it is known already.</returns>
    public bool Announce(Trace trace, TimeSpan now)
    {
        if (_memory.FindTrace(trace.Key, FoldedCreatedAt(trace)) != DocumentMemory.None)
        {
            return false;
        }

        bool isBehindShown = _base is { IsCountsOnly: true, OldestShown: { } oldest } && trace.CreatedAt < oldest;
        Remember(trace, isLive: !isBehindShown, now.Ticks, isBehindShown);
        return !isBehindShown;
    }

    /// <summary>Counts a stored document.</summary>
    /// <param name="trace">With its <see cref="Trace.DocumentKey"/> if the store tells it.</param>
    /// <param name="isNewToStore">The store did not have it when it was read before; else it is in the base if it lies below the cut.</param>
    /// <returns>True when the figures changed.</returns>
    public bool Store(Trace trace, bool isNewToStore)
    {
        bool isAbove = _base is null || IsAbove(_base, trace.DocumentKey.IsNone, trace.StoredAt?.UtcTicks ?? 0);

        // A row's time is ours: below the cut of the store that shows it, it was counted there, however late it is shown.
        bool isRowOfBase = trace.DocumentKey.IsNone && _base is { IsCountsOnly: true };
        bool isLive = isAbove || (isNewToStore && !isRowOfBase);
        if (trace.DocumentKey.IsNone)
        {
            return StoreWithoutId(trace, isLive);
        }

        if (_memory.FindDocument(trace.DocumentKey) != DocumentMemory.None)
        {
            return false;
        }

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
        _baseLatencies = totals.IsCountsOnly ? new LatencyHistogram() : totals.Latencies;
        _baseTokens = totals.TokenCount;
        _shownDocuments = 0;
        _liveCounts = default;
        _liveTokens = 0;
        _liveLatencies.Clear();
        long shownByStore = 0;
        for (int age = 0; age < _memory.Count; age++)
        {
            ref CountedDocument document = ref _memory[age];
            document.IsLive = document.IsAnnouncedOnly
                ? document.WhenTicks >= askedAt.Ticks && !(totals.IsCountsOnly && document.IsBehindShown)
                : IsAbove(totals, document.IsProvisional, document.WhenTicks);
            if (document.IsLive)
            {
                AddLive(document, 1);
            }
            else if (totals.IsCountsOnly && (document.IsShownWithoutId || document.IsAnnouncedOnly))
            {
                AddShown(document, _baseLatencies);
                shownByStore += document.IsShownWithoutId ? 1 : 0;
            }
        }

        _baseCounts = totals.CountsCoverWholeStore ? totals.Counts - _liveCounts : totals.Counts;
        _hasShownMore = totals.IsCountsOnly && shownByStore > _baseCounts.Total;
    }

    public Figures Read()
    {
        StatusCounts counts = _baseCounts + _liveCounts;
        long latencies = _liveLatencies.Count + (_baseLatencies?.Count ?? 0);
        long? window = _base is { IsCountsOnly: true } ? _shownDocuments + _liveCounts.Total : _base?.WindowDocuments;
        bool isWindow = window is not null && !(_base!.IsCountsOnly && window >= counts.Total);
        return new Figures(
            counts,
            latencies == 0 ? null : (_liveLatencies.SumMs + (_baseLatencies?.SumMs ?? 0)) / latencies,
            _liveLatencies.PercentileMs(0.50, _baseLatencies),
            _liveLatencies.PercentileMs(0.95, _baseLatencies),
            _liveLatencies.PercentileMs(0.99, _baseLatencies),
            _liveTokens + _baseTokens,
            ScopeOf(isWindow),
            isWindow || _hasShownMore ? window!.Value : 0,
            _base is { CountsCoverWholeStore: true } or { AreCountsEstimates: true });
    }

    private FigureScope ScopeOf(bool isWindow) =>
        _base is null ? FigureScope.ArrivedOnly : _hasShownMore ? FigureScope.Seen : isWindow ? FigureScope.Window : FigureScope.Everything;

    /// <summary>Whether a stored document lies above the cut. The times of two kinds of store are on different clocks; what was read
    /// from the other kind was read before the totals were, so it is in them.</summary>
    private static bool IsAbove(StoreTotals totals, bool isWithoutId, long storedAtTicks) =>
        isWithoutId == totals.IsCountsOnly && storedAtTicks >= totals.Cut.UtcTicks;

    /// <summary>A document that a store shows without its _id: trace_id and created_at together tell which it is.</summary>
    private int FindWithoutId(Trace trace)
    {
        int slot = _memory.FindTrace(trace.Key, FoldedCreatedAt(trace));
        return slot != DocumentMemory.None ? slot : _memory.FindProvisional(trace.Key, isAnnouncedOnly: true);
    }

    private bool StoreWithoutId(Trace trace, bool isLive)
    {
        int slot = FindWithoutId(trace);
        if (slot == DocumentMemory.None)
        {
            Remember(trace, isLive, trace.StoredAt?.UtcTicks ?? 0);
            return isLive;
        }

        if (_memory.At(slot).IsAnnouncedOnly)
        {
            return Confirm(slot, trace, isLive);
        }

        _memory.At(slot).IsShownWithoutId = true;
        return false;
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
        if (trace.DocumentKey.IsNone)
        {
            known.IsShownWithoutId = true;
        }
        else
        {
            _memory.SetDocument(slot, trace.DocumentKey);
        }

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

    private void Remember(Trace trace, bool isLive, long whenTicks, bool isBehindShown = false)
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
            IsBehindShown = isBehindShown,
            IsShownWithoutId = trace.DocumentKey.IsNone && trace.StoredAt is not null,
        };
        _memory.Add(document);
        if (isLive)
        {
            AddLive(document, 1);
        }
    }

    /// <summary>Adds a document to what a store that cannot sum has shown.</summary>
    private void AddShown(in CountedDocument document, LatencyHistogram latencies)
    {
        _shownDocuments++;
        _baseTokens += document.TokenCount;
        if (!double.IsNaN(document.LatencyMs))
        {
            latencies.Add(document.LatencyMs);
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
