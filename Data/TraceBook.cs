namespace TraceLlm.Monitor.Data;

/// <summary>
/// All that is known: the rows, the figures, where the sources stand. Pure: events and moments in, state out, no clock, no I/O, no
/// tasks. What it wants of the sources it leaves in <see cref="TryTakeRequest"/>.
/// </summary>
internal sealed class TraceBook
{
    /// <summary>Polling interval once the feed has proven that it announces everything.</summary>
    public static readonly TimeSpan SlowCadence = TimeSpan.FromSeconds(30);

    private readonly TraceStatistics _statistics;
    private readonly FeedProof _proof = new();
    private readonly CountCheck _check = new();
    private readonly Queue<SourceRequest> _requests = [];
    private readonly long[] _diagnostics = new long[Enum.GetValues<DiagnosticArea>().Length];

    private bool _isSlow;
    private bool _hasAskedForTotals;
    private bool _isCatchingUp;
    private bool _mustCatchUpAgain;
    private TimeSpan _polledAt;
    private Figures? _figures;

    /// <param name="maxTraces">Rows held at most.</param>
    /// <param name="refresh">Polling interval while the feed is not trusted.</param>
    public TraceBook(int maxTraces, TimeSpan refresh)
    {
        Refresh = refresh;
        _statistics = new TraceStatistics(maxTraces);
        Ledger = new TraceLedger(maxTraces);
        Past = new PastReader(Ledger);
    }

    public TraceLedger Ledger { get; }

    /// <summary>Polling interval while the feed is not trusted.</summary>
    public TimeSpan Refresh { get; private set; }

    /// <summary>Polling interval as it is now: a proven feed's, unless <see cref="Refresh"/> is longer.</summary>
    public TimeSpan Cadence => _isSlow && SlowCadence > Refresh ? SlowCadence : Refresh;

    /// <summary>How far the past is read: for the foot of the table.</summary>
    public PastReader Past { get; }

    public SourceStatus Feed { get; private set; } = new(SourceKind.Feed, SourceState.Connecting, "");

    public SourceStatus Store { get; private set; } = new(SourceKind.Store, SourceState.Connecting, "");

    /// <summary>The store has been read, so an empty table means an empty store.</summary>
    public bool HasReadStore { get; private set; }

    /// <summary>The feed announces everything that is stored: polling is slow.</summary>
    public bool IsFeedProven => _proof.IsProven;

    public Figures Figures => _figures ??= _statistics.Read();

    /// <summary>When <see cref="Tick"/> has something to decide; null when not.</summary>
    public TimeSpan? NextTickAt => _proof.NextVerdictAt;

    public long Diagnostics(DiagnosticArea area) => _diagnostics[(int)area];

    /// <returns>True when what is shown may have changed.</returns>
    public bool Apply(SourceEvent sourceEvent, Moment now)
    {
        bool changed = sourceEvent switch
        {
            SourceEvent.TracesAnnounced announced => ApplyAnnounced(announced.Traces, now),
            SourceEvent.NewestRead newest => ApplyNewest(newest.Traces, now),
            SourceEvent.ChangesRead changes => ApplyChanges(changes, now),
            SourceEvent.TotalsRead totals => ApplyTotals(totals),
            SourceEvent.CountRead count => ApplyCount(count),
            SourceEvent.PageRead page => Past.Apply(page, now.Wall),
            SourceEvent.TraceRead => true,
            SourceEvent.StatusChanged status => ApplyStatus(status.Status),
            SourceEvent.Diagnostic diagnostic => ApplyDiagnostic(diagnostic),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        RequestTotalsWhenFull();
        return UpdateCadence() | changed;
    }

    /// <summary>Decides on what only needed time to pass.</summary>
    /// <returns>True when what is shown may have changed.</returns>
    public bool Tick(Moment now)
    {
        _proof.Tick(now.Monotonic);
        return UpdateCadence();
    }

    /// <summary>Polls at another interval, while the feed is not trusted.</summary>
    public void SetRefresh(TimeSpan refresh)
    {
        Refresh = refresh;
        RequestCadence();
    }

    /// <summary>The user is near the oldest row held: has the next older page read, unless one is under way already. The page fills
    /// the table and never touches the figures: the store's totals hold it.</summary>
    public void ReadPast(Moment now)
    {
        if (Past.Next(now) is { } request)
        {
            _requests.Enqueue(request);
        }
    }

    /// <summary>What the sources are asked to do, in order.</summary>
    public bool TryTakeRequest(out SourceRequest? request) => _requests.TryDequeue(out request);

    private bool ApplyAnnounced(IReadOnlyList<Trace> traces, Moment now)
    {
        bool changed = false;
        foreach (Trace trace in traces)
        {
            _proof.Announce(trace.Key);
            if (_statistics.Announce(trace, now.Monotonic))
            {
                _check.CountArrival();
                _figures = null;
                changed = true;
            }

            changed |= Ledger.Add(trace, now.Wall);
        }

        _proof.Tick(now.Monotonic);
        return changed;
    }

    /// <summary>Newest first as read; entered oldest first, so that of equal times the order of the page stays.</summary>
    private bool ApplyNewest(IReadOnlyList<Trace> traces, Moment now)
    {
        bool changed = !HasReadStore;
        HasReadStore = true;
        for (int i = traces.Count - 1; i >= 0; i--)
        {
            changed |= EnterStored(traces[i], isNewToStore: false, now);
        }

        return changed;
    }

    private bool ApplyChanges(SourceEvent.ChangesRead changes, Moment now)
    {
        bool changed = false;
        foreach (Trace trace in changes.Traces)
        {
            changed |= EnterStored(trace, isNewToStore: true, now);
        }

        changed |= CountSkipped(changes.SkippedDocuments);
        _polledAt = changes.IsLast ? changes.AskedAt : _polledAt;
        if (changes.IsLast && changes.IsComplete)
        {
            _proof.FinishPoll(now.Monotonic);
            FinishCatchUp();
        }

        return changed;
    }

    /// <summary>Of what a poll had to leave out, the broadcasts since the poll before that it did not show are on screen all the same.</summary>
    private bool CountSkipped(int documents)
    {
        int unseen = documents == 0 ? 0 : Math.Max(documents - _statistics.CountAnnouncedOnly(_polledAt), 0);
        _diagnostics[(int)DiagnosticArea.SkippedDocuments] += unseen;
        return unseen > 0;
    }

    private bool EnterStored(Trace trace, bool isNewToStore, Moment now)
    {
        bool isUnheardOf = _statistics.IsUnheardOf(trace);
        bool changed = _statistics.Store(trace, isNewToStore);
        if (changed)
        {
            _check.CountArrival();
            _figures = null;
        }

        // Without a trace_id its broadcast could not be recognised.
        if (changed && isUnheardOf && trace.HasTraceId)
        {
            _proof.FindUnannounced(trace.Key, now.Monotonic);
        }

        return Ledger.Add(trace, now.Wall) | changed;
    }

    private bool ApplyTotals(SourceEvent.TotalsRead totals)
    {
        _statistics.SetBase(totals.Totals, totals.AskedAt);
        _check.Reset();
        _hasAskedForTotals = false;
        _figures = null;
        return true;
    }

    private bool ApplyCount(SourceEvent.CountRead count)
    {
        bool isOnceEnough = count.Cause != CountCause.Regular;
        if (Figures.Scope != FigureScope.ArrivedOnly && _check.Differs(Figures.Counts.Total, count.Documents, isOnceEnough))
        {
            _requests.Enqueue(new SourceRequest.ReadTotals(IsByUser: count.Cause == CountCause.AskedFor));
        }

        return false;
    }

    private bool ApplyStatus(SourceStatus status)
    {
        bool changed;
        if (status.Source == SourceKind.Store)
        {
            changed = status != Store;
            if (status.Name != Store.Name)
            {
                Past.ChangeStore();
            }

            Store = status;
            return changed;
        }

        changed = status != Feed;
        bool becomesConnected = status.State == SourceState.Connected && Feed.State != SourceState.Connected;
        Feed = status;
        _proof.SetConnected(status.State == SourceState.Connected);
        if (becomesConnected)
        {
            // What was written while nobody listened is read once from the store.
            _requests.Enqueue(new SourceRequest.PollNow());
        }

        return changed;
    }

    private bool ApplyDiagnostic(SourceEvent.Diagnostic diagnostic)
    {
        _diagnostics[(int)diagnostic.Area] += diagnostic.Count;
        if (diagnostic.Area == DiagnosticArea.DroppedTraces)
        {
            _proof.Lose();
            CatchUp();
        }

        return true;
    }

    /// <summary>Has the store polled for what was dropped; one poll at a time, however much is dropped meanwhile.</summary>
    private void CatchUp()
    {
        _mustCatchUpAgain = _isCatchingUp;
        if (!_isCatchingUp)
        {
            _isCatchingUp = true;
            _requests.Enqueue(new SourceRequest.PollNow());
        }
    }

    private void FinishCatchUp()
    {
        _isCatchingUp = false;
        if (_mustCatchUpAgain)
        {
            CatchUp();
        }
    }

    private void RequestTotalsWhenFull()
    {
        if (_statistics.IsLivePartFull && !_hasAskedForTotals)
        {
            _hasAskedForTotals = true;
            _requests.Enqueue(new SourceRequest.ReadTotals());
        }
    }

    private bool UpdateCadence()
    {
        if (_isSlow == IsFeedProven)
        {
            return false;
        }

        _isSlow = IsFeedProven;
        RequestCadence();
        return true;
    }

    private void RequestCadence() => _requests.Enqueue(new SourceRequest.SetCadence(Cadence));
}
