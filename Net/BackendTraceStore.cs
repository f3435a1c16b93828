using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// The traces behind the backend's REST API. It counts exactly, tells no document's _id, sums nothing and shows the newest 200 at
/// most, so what it hands out is marked with the moment of its first reading, and what cannot be read is counted as skipped.
/// </summary>
internal sealed class BackendTraceStore(RestTraces traces, TimeProvider time) : ITraceStore
{
    /// <summary>Counting by status goes on while traces arrive; after so many attempts what is missing counts as success.</summary>
    private const int MaxCountAttempts = 3;

    /// <summary>Identities remembered before a whole page replaces them.</summary>
    private const int MaxKnown = 2 * RestTraces.LargePage;

    private readonly HashSet<(TraceKey Trace, long CreatedAtMs)> _known = [];
    private readonly List<Trace> _unread = [];
    private long? _total;
    private int _skipped;
    private DateTimeOffset _readAt;
    private DateTimeOffset? _firstReadAt;
    private DateTimeOffset? _oldestShown;

    public string Name => traces.Name;

    public bool ShowsNewestOnly => true;

    public async Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation)
    {
        RestPage page = await traces.ReadPageAsync(Math.Min(maxCount, RestTraces.LargePage), cancellation);
        int others = page.Traces.Count - Compare(page).Surfaced.Count;
        Know(page, isWhole: true);
        return [.. Stamp(page.Traces.Take(others), NextMoment()), .. Stamp(page.Traces.Skip(others), FirstMoment())];
    }

    /// <inheritdoc/>
    /// <remarks>The API has no pages: only what is among the newest is found.</remarks>
    public async Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation)
    {
        RestPage page = await traces.ReadPageAsync(RestTraces.LargePage, cancellation);
        return [.. Stamp(page.Traces.Where(trace => trace.CreatedAt <= upTo).Take(maxCount), NextMoment())];
    }

    public async Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation)
    {
        TraceDetail? found = reference.TraceId.Length > 0 ? await traces.ReadOneAsync(reference.TraceId, cancellation) : null;
        return found?.Trace.Key == reference.Key ? found : null;
    }

    public async Task<ChangePage> ReadChangesAsync(CancellationToken cancellation)
    {
        if (_unread.Count > 0 || _skipped > 0)
        {
            var unread = new ChangePage([.. _unread], HasMore: true, MustReanchor: false, _skipped);
            _unread.Clear();
            _skipped = 0;
            return unread;
        }

        RestSweep sweep = await SweepAsync(wantsWhole: false, cancellation);
        return new ChangePage(sweep.New, HasMore: false, MustReanchor: !sweep.IsExplained, sweep.Skipped);
    }

    /// <inheritdoc/>
    /// <remarks>The page and its total come in one answer: what the page shows lies below the cut, what comes later above.</remarks>
    public async Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation)
    {
        StatusCounts counts = default;
        long uncounted = long.MinValue;
        for (int attempt = 0; attempt < MaxCountAttempts && uncounted != 0; attempt++)
        {
            long before = uncounted;
            RestSweep sweep = await SweepAsync(wantsWhole: true, cancellation);
            _unread.AddRange(sweep.New);
            _skipped += sweep.Skipped;
            counts = sweep.Page.Traces.Count == sweep.Page.Total
                ? CountsOf(sweep.Page)
                : await traces.CountByStatusAsync(cancellation);
            uncounted = sweep.Page.Total - counts.Total;
            if (uncounted == before && uncounted > 0)
            {
                break; // no arrivals, but statuses of another word
            }
        }

        return new StoreTotals
        {
            Cut = NextMoment(),
            Counts = WithTotal(counts, _total!.Value),
            IsCountsOnly = true,
            OldestShown = _oldestShown,
            Latencies = new LatencyHistogram(),
            TokenCount = 0,
        };
    }

    public async Task<long> CountAsync(CancellationToken cancellation) => await traces.CountAsync(null, cancellation);

    public Task DisconnectAsync()
    {
        traces.Disconnect();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        traces.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Reads what is new: by a small page, and where that does not explain the total, by the largest.</summary>
    /// <param name="wantsWhole">Read the whole store if one page can hold it.</param>
    private async Task<RestSweep> SweepAsync(bool wantsWhole, CancellationToken cancellation)
    {
        bool isKnown = _total is not null && _known.Count <= MaxKnown;
        RestPage page = await traces.ReadPageAsync(isKnown ? RestTraces.SmallPage : RestTraces.LargePage, cancellation);
        RestSweep sweep = Compare(page);
        bool isPart = page.Traces.Count < page.Total;
        bool isWhole = !isKnown;
        if (isKnown && isPart && (!sweep.IsExplained || (wantsWhole && page.Total <= RestTraces.LargePage)))
        {
            sweep = Compare(await traces.ReadPageAsync(RestTraces.LargePage, cancellation));
            isWhole = true;
        }

        Know(sweep.Page, isWhole);
        return sweep with { New = [.. Stamp(sweep.Surfaced, FirstMoment()), .. Stamp(sweep.New, NextMoment())], Surfaced = [] };
    }

    /// <summary>What of a page was not known, oldest first, and whether what is new is all that was stored since the last one.</summary>
    private RestSweep Compare(RestPage page)
    {
        int lastKnown = page.Traces.Count - 1;
        while (lastKnown >= 0 && !_known.Contains(IdentityOf(page.Traces[lastKnown])))
        {
            lastKnown--;
        }

        Trace[] behind = [.. page.Traces.Skip(lastKnown + 1).Reverse()];
        Trace[] before = [.. page.Traces.Take(lastKnown + 1).Where(trace => !_known.Contains(IdentityOf(trace))).Reverse()];
        long growth = page.Total - (_total ?? page.Total - behind.Length - before.Length);

        // Where the total did not grow by them, the page reaches further down: others were deleted, or it is larger than the last one.
        bool areSurfaced = lastKnown >= 0 && growth < behind.Length + before.Length;
        if (areSurfaced)
        {
            return new RestSweep(page, before, behind, IsExplained: growth == before.Length, Skipped: 0);
        }

        long missing = growth - behind.Length - before.Length;

        // An unknown trace at the page's end tells of others behind it. With a known one there, they were created long ago.
        bool hasGap = missing > 0 && behind.Length > 0;
        return new RestSweep(
            page, [.. behind, .. before], [], IsExplained: missing == 0, hasGap ? (int)Math.Min(missing, int.MaxValue) : 0);
    }

    /// <param name="isWhole">The page is the largest there is: what it does not show is forgotten.</param>
    private void Know(RestPage page, bool isWhole)
    {
        if (isWhole)
        {
            _known.Clear();
        }

        foreach (Trace trace in page.Traces)
        {
            _known.Add(IdentityOf(trace));
        }

        _total = page.Total;
        _oldestShown = page.Traces.Count == page.Total ? null
            : isWhole && page.Traces.Count > 0 ? page.Traces[^1].CreatedAt
            : _oldestShown;
    }

    private static (TraceKey Trace, long CreatedAtMs) IdentityOf(Trace trace) =>
        (trace.Key, trace.CreatedAt?.ToUnixTimeMilliseconds() ?? 0);

    private static IEnumerable<Trace> Stamp(IEnumerable<Trace> found, DateTimeOffset readAt) =>
        found.Select(trace => trace with { StoredAt = readAt });

    /// <summary>Below every cut: for rows that every total held, though no page showed them.</summary>
    private DateTimeOffset FirstMoment() => _firstReadAt ?? NextMoment();

    /// <summary>Our clock, and always later than before.</summary>
    private DateTimeOffset NextMoment()
    {
        DateTimeOffset now = time.GetUtcNow();
        _readAt = now > _readAt ? now : _readAt.AddTicks(1);
        _firstReadAt ??= _readAt;
        return _readAt;
    }

    private static StatusCounts CountsOf(RestPage page) =>
        page.Traces.Aggregate(default(StatusCounts), (sum, trace) => sum + StatusCounts.Of(trace.Status, 1));

    /// <summary>Traces of no known status count as success, as in the sums of MongoDB's index.</summary>
    private static StatusCounts WithTotal(StatusCounts counts, long total) =>
        counts with { Success = Math.Max(total - counts.Errors, 0) };
}
