using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A store in memory that keeps the promises of <see cref="ITraceStore"/>, writes down what it is asked, and fails on request.</summary>
/// <param name="time">The server's clock.</param>
internal sealed class FakeTraceStore(TimeProvider time) : ITraceStore
{
    /// <summary>How far below the server's clock the cut lies.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<Trace> _stored = [];
    private readonly HashSet<TraceKey> _handedOut = [];
    private readonly List<string> _calls = [];
    private int _read;
    private DateTimeOffset? _mark;

    public string Name { get; set; } = "fake";

    public bool ShowsNewestOnly { get; set; }

    /// <summary>Another store that is said to answer; null: this one.</summary>
    public ITraceStore? Answerer { get; set; }

    public ITraceStore InUse => Answerer ?? this;

    public bool FollowsChanges { get; set; }

    public ChangeBell? Bell { get; set; }

    public StoreProblem? Problem { get; set; }

    /// <summary>What the next page says to have left out.</summary>
    public int SkippedDocuments { get; set; }

    public int PageTraces { get; set; } = 500;

    /// <summary>More stored traces than this make the counts those of the whole store and the rest those of a window.</summary>
    public int WindowTraces { get; set; } = int.MaxValue;

    /// <summary>The next pages cannot vouch for completeness.</summary>
    public bool MustReanchor { get; set; }

    /// <summary>Called with the name of every call before it is answered; may take its time or throw.</summary>
    public Func<string, Task> Answering { get; set; } = _ => Task.CompletedTask;

    /// <summary>What was asked, in order: <c>newest</c>, <c>older</c>, <c>trace</c>, <c>totals</c>, <c>changes</c>, <c>count</c>, <c>again</c>,
    /// <c>disconnect</c>, <c>dispose</c>.</summary>
    public string[] Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    /// <summary>Everything stored, in the order of storing.</summary>
    public Trace[] Stored
    {
        get
        {
            lock (_gate)
            {
                return [.. _stored];
            }
        }
    }

    public void Store(params Trace[] traces)
    {
        lock (_gate)
        {
            _stored.AddRange(traces);
        }
    }

    public void ForgetCalls()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }

    public async Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation)
    {
        await BeginAsync("newest", cancellation);
        return [.. Enumerable.Reverse(Stored).OrderByDescending(trace => trace.CreatedAt).Take(maxCount)];
    }

    public async Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation)
    {
        await BeginAsync("older", cancellation);
        return [.. Enumerable.Reverse(Stored).Where(trace => trace.CreatedAt <= upTo).OrderByDescending(trace => trace.CreatedAt).Take(maxCount)];
    }

    public async Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation)
    {
        await BeginAsync("trace", cancellation);
        Trace? stored = Stored.LastOrDefault(trace => trace.Key == reference.Key);
        return stored is null ? null : new TraceDetail { Trace = stored, Prompt = stored.PromptPreview };
    }

    public async Task<ChangePage> ReadChangesAsync(CancellationToken cancellation)
    {
        await BeginAsync("changes", cancellation);
        if (MustReanchor)
        {
            return new ChangePage([], HasMore: false, MustReanchor: true);
        }

        Trace[] stored = Stored;
        _mark ??= time.GetUtcNow() - Margin;
        Trace[] open = [.. stored.Where((trace, index) => IsOpen(trace, index))];
        Trace[] page = [.. open.Take(PageTraces)];
        _handedOut.UnionWith(page.Select(trace => trace.DocumentKey));
        bool hasMore = open.Length > page.Length;
        _read = hasMore ? _read : stored.Length;
        int skipped = SkippedDocuments;
        SkippedDocuments = 0;
        return new ChangePage(page, hasMore, MustReanchor: false, skipped);
    }

    public async Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation)
    {
        await BeginAsync("totals", cancellation);
        Trace[] stored = Stored;
        DateTimeOffset cut = time.GetUtcNow() - Margin;
        _mark = cut;
        MustReanchor = false;
        bool isWindow = stored.Length > WindowTraces;
        Trace[] below = [.. stored.Where(trace => trace.StoredAt < cut)];
        Trace[] summed = isWindow ? [.. below.TakeLast(WindowTraces)] : below;
        var latencies = new LatencyHistogram();
        Array.ForEach(summed, trace => AddLatency(latencies, trace));
        return new StoreTotals
        {
            Cut = cut,
            Counts = (isWindow ? stored : below).Aggregate(default(StatusCounts), (sum, trace) => sum + StatusCounts.Of(trace.Status, 1)),
            CountsCoverWholeStore = isWindow,
            Latencies = latencies,
            TokenCount = summed.Sum(trace => trace.TokenCount),
            WindowDocuments = isWindow ? summed.Length : null,
        };
    }

    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await BeginAsync("count", cancellation);
        return Stored.Length;
    }

    public void TryAgainNow() => Write("again");

    public Task DisconnectAsync()
    {
        Write("disconnect");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Write("dispose");
        return ValueTask.CompletedTask;
    }

    private static void AddLatency(LatencyHistogram latencies, Trace trace)
    {
        if (trace.LatencyMs is { } latencyMs)
        {
            latencies.Add(latencyMs);
        }
    }

    /// <summary>Not handed out yet, and stored since the last read or from the mark on.</summary>
    private bool IsOpen(Trace trace, int index) =>
        !_handedOut.Contains(trace.DocumentKey) && (trace.StoredAt >= _mark || (_read > 0 && index >= _read));

    private async Task BeginAsync(string call, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Write(call);
        await Answering(call).WaitAsync(cancellation);
    }

    private void Write(string call)
    {
        lock (_gate)
        {
            _calls.Add(call);
        }
    }
}
