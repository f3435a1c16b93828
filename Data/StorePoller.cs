using System.Threading.Channels;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// Polls a store: the newest page first, then the totals, then what is stored from then on, at the interval it is told. A failure
/// is published and tried again with growing delays; the task that runs it owns the store.
/// </summary>
/// <param name="store">The store; disposed at the end.</param>
/// <param name="options">Intervals and sizes.</param>
/// <param name="time">Clock and timers.</param>
/// <param name="random">For the jitter of the delays.</param>
internal sealed class StorePoller(ITraceStore store, StorePollerOptions options, TimeProvider time, Random random) : IEventSource
{
    private readonly PollPace _pace = new(options, random);
    private readonly HistoryFill _history = new(store, options);
    private readonly TotalsSchedule _schedule = new(options, time);

    private Func<SourceEvent, bool> _publish = _ => true;
    private ITraceStore? _inUse;
    private bool _needsNewest = true;
    private bool _wasConnected;
    private bool _isSuspended;
    private string? _figuresProblem;
    private string? _loginProblem;
    private SourceStatus? _published;

    public async Task RunAsync(Func<SourceEvent, bool> publish, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        _publish = publish;
        try
        {
            await PublishStatusAsync(SourceState.Connecting, cancellation);
            while (true)
            {
                TimeSpan wait = await PollAsync(cancellation);
                await WaitAsync(wait, requests, cancellation);
            }
        }
        finally
        {
            await store.DisposeAsync();
        }
    }

    /// <summary>One poll; never throws for what the store does.</summary>
    /// <returns>How long to wait for the next.</returns>
    private async Task<TimeSpan> PollAsync(CancellationToken cancellation)
    {
        TimeSpan startedAt = time.Now();
        try
        {
            await ReadStoreAsync(startedAt, cancellation);
            _pace.Reset();
            _loginProblem = null;
            StoreProblem? problem = _figuresProblem is null ? store.Problem : new StoreProblem(_figuresProblem, _schedule.DueAt);
            await PublishStatusAsync(SourceState.Connected, cancellation, problem);
            await PublishAsync(await _history.ReadAsync(cancellation), cancellation);
            return _pace.After(time.Now() - startedAt);
        }
        catch (StoreException exception)
        {
            _loginProblem = exception.IsLoginRefused ? exception.Message : null;
            TimeSpan wait = exception.IsTooSlow ? _pace.SlowDown() : BackOff(exception);
            SourceState state = _wasConnected ? SourceState.Reconnecting : SourceState.Unavailable;
            await PublishStatusAsync(state, cancellation, new StoreProblem(exception.Message, time.Now() + wait));
            return wait;
        }
    }

    private async Task ReadStoreAsync(TimeSpan startedAt, CancellationToken cancellation)
    {
        if (_needsNewest)
        {
            IReadOnlyList<Trace> newest = await store.ReadNewestAsync(options.NewestCount, cancellation);
            await PublishAsync(new SourceEvent.NewestRead(newest), cancellation);
            _history.NoteNewest(newest);
            _needsNewest = false;
            _wasConnected = true;
            NoteStoreInUse();
        }

        if (_schedule.IsDue)
        {
            await ReadTotalsAsync(startedAt, cancellation);
        }
        else
        {
            await ReadChangesAsync(startedAt, cancellation);
        }

        if (_schedule.IsCountDue)
        {
            SourceEvent? count = await UnlessTooSlowAsync(ReadCountAsync(cancellation));
            _schedule.EndCount();
            await PublishAsync(count, cancellation);
        }
    }

    /// <summary>A store is changed only where the newest page is read; the figures then have to be its own at once.</summary>
    private void NoteStoreInUse()
    {
        if (_inUse is not null && _inUse != store.InUse)
        {
            _schedule.ChangeStore();
        }

        _inUse = store.InUse;
    }

    /// <summary>The totals, then every document from their cut on, then the totals are published: so nothing is missed between them
    /// and nothing is in both (<see cref="SourceEvent.TotalsRead"/>).</summary>
    private async Task ReadTotalsAsync(TimeSpan startedAt, CancellationToken cancellation)
    {
        TimeSpan askedAt = time.Now();
        StoreTotals? totals = null;
        try
        {
            totals = await UnlessTooSlowAsync(store.ReadTotalsAsync(cancellation));
        }
        finally
        {
            _schedule.EndSum(askedAt, totals is { IsCountsOnly: true });
        }

        _figuresProblem = totals is null ? "summing the stored traces takes too long, the figures are not up to date" : null;
        if (totals is null)
        {
            _schedule.Finish();
            await ReadChangesAsync(startedAt, cancellation);
        }
        else if (await ReadChangesAsync(startedAt, cancellation))
        {
            _schedule.Finish();
            await PublishAsync(new SourceEvent.TotalsRead(totals, askedAt), cancellation);
        }
    }

    private async Task<SourceEvent> ReadCountAsync(CancellationToken cancellation) =>
        new SourceEvent.CountRead(await store.CountAsync(cancellation), _schedule.CountCause);

    /// <param name="startedAt">When the poll began.</param>
    /// <returns>False: the store cannot vouch for completeness, and is read anew.</returns>
    private async Task<bool> ReadChangesAsync(TimeSpan startedAt, CancellationToken cancellation)
    {
        ChangePage page;
        do
        {
            page = await store.ReadChangesAsync(cancellation);
            var told = new SourceEvent.ChangesRead(
                page.Traces, IsLast: !page.HasMore, IsComplete: !page.MustReanchor, page.SkippedDocuments, startedAt);
            await PublishAsync(told, cancellation);
        }
        while (page.HasMore);

        if (page.MustReanchor)
        {
            ReadAnew();
        }

        return !page.MustReanchor;
    }

    private void ReadAnew()
    {
        _needsNewest = true;
        _schedule.Require();
    }

    /// <summary>Figures that the store cannot give in time must not keep its traces from the screen: null, and the next sum is due after
    /// the usual interval; the last good figures stay.</summary>
    private static async Task<T?> UnlessTooSlowAsync<T>(Task<T> read)
        where T : class
    {
        try
        {
            return await read;
        }
        catch (StoreException exception) when (exception.IsTooSlow)
        {
            return null;
        }
    }

    /// <summary>A store that cannot be read is tried again later, and read anew: what was stored meanwhile may lie below the cut, and
    /// another server may answer then.</summary>
    private TimeSpan BackOff(StoreException exception)
    {
        ReadAnew();
        _schedule.RequireCount(CountCause.Reconnected);
        return _pace.BackOff(exception.IsLoginRefused);
    }

    /// <summary>Waits for the next poll, carrying out what is asked in the meantime.</summary>
    private async Task WaitAsync(TimeSpan wait, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        TimeSpan from = time.Now();
        bool isPollAskedFor = false;
        while (true)
        {
            bool hasLookedUp = false;
            while (!hasLookedUp && requests.TryRead(out SourceRequest? request))
            {
                TimeSpan? changed = await CarryOutAsync(request, cancellation);
                isPollAskedFor |= changed == TimeSpan.Zero;
                wait = isPollAskedFor ? TimeSpan.Zero : changed ?? wait;

                // Lookups take as long as the store does: after each, a poll that is due has its turn.
                hasLookedUp = request is SourceRequest.ReadTrace or SourceRequest.ReadPage;
            }

            TimeSpan left = from + wait - time.Now();
            ChangeBell? bell = _isSuspended || _pace.IsHeldUp ? null : store.Bell;
            if (!_isSuspended && (left <= TimeSpan.Zero || bell?.WasRung() == true))
            {
                return;
            }

            TimeSpan rest = _isSuspended ? Timeout.InfiniteTimeSpan : left.ToWholeMilliseconds();
            await RequestWait.ForAsync(requests, bell, rest, time, cancellation);
        }
    }

    /// <returns>A new length for the wait that goes on, zero for a poll that no later request puts off; null leaves it.</returns>
    private async Task<TimeSpan?> CarryOutAsync(SourceRequest request, CancellationToken cancellation)
    {
        switch (request)
        {
            case SourceRequest.PollNow:
                return TimeSpan.Zero;
            case SourceRequest.CheckConnection:
                _schedule.RequireCount(CountCause.AskedFor);
                store.TryAgainNow();
                return TimeSpan.Zero;
            case SourceRequest.ReadTotals { IsByUser: var isByUser }:
                return RequestTotals(isByUser);
            case SourceRequest.ReadTrace or SourceRequest.ReadPage:
                return await LookUpAsync(request, cancellation);
            case SourceRequest.SetCadence cadence:
                _pace.Cadence = cadence.Interval;
                return _pace.IsHeldUp ? null : _pace.Cadence;
            case SourceRequest.Suspend:
                _isSuspended = true;
                await store.DisconnectAsync();
                _published = null; // every request to suspend is answered
                await PublishStatusAsync(SourceState.Suspended, cancellation);
                return null;
            case SourceRequest.Resume:
                _isSuspended = false;
                return TimeSpan.Zero;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    /// <summary>Somebody waits for the answer: it is tried at once, however long the wait for the next poll is, and once; but a
    /// login that was refused is not tried again for it.</summary>
    private async Task<TimeSpan?> LookUpAsync(SourceRequest request, CancellationToken cancellation)
    {
        string? refusal = _isSuspended ? "the monitor is suspended" : _loginProblem;
        (SourceEvent answer, bool isFromStore) = await StoreLookup.AnswerAsync(store, request, refusal, cancellation);
        await PublishAsync(answer, cancellation);
        return isFromStore && _pace.Failures > 0 ? TimeSpan.Zero : null;
    }

    private TimeSpan? RequestTotals(bool isByUser)
    {
        if (!_schedule.TryRequest(isByUser))
        {
            return null;
        }

        _needsNewest = true;
        return TimeSpan.Zero;
    }

    private async Task PublishStatusAsync(SourceState state, CancellationToken cancellation, StoreProblem? problem = null)
    {
        var status = new SourceStatus(SourceKind.Store, state, store.Name, problem?.Message, problem?.RetryAt, _pace.Failures)
        {
            FollowsChanges = store.FollowsChanges,
            IsBackend = store.ShowsNewestOnly,
            IsStandIn = problem?.IsStoodInFor == true,
        };
        if (status != _published)
        {
            _published = status;
            await PublishAsync(new SourceEvent.StatusChanged(status), cancellation);
        }
    }

    /// <summary>A poller may wait for room in the queue: unlike a feed, it keeps nobody waiting.</summary>
    private async Task PublishAsync(SourceEvent? sourceEvent, CancellationToken cancellation)
    {
        while (sourceEvent is not null && !_publish(sourceEvent))
        {
            await Task.Delay(options.QueueRetry, time, cancellation);
        }
    }
}
