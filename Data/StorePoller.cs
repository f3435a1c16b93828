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
    private readonly Backoff _backoff = new(random);
    private readonly HistoryFill _history = new(store, options);

    private Func<SourceEvent, bool> _publish = _ => true;
    private TimeSpan _cadence = options.Refresh;
    private TimeSpan _slowdown = TimeSpan.Zero;
    private TimeSpan _countDueAt;
    private TimeSpan _totalsDueAt;
    private TimeSpan _totalsAllowedAt;
    private TimeSpan _requestedTotalsAllowedAt;
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
            _backoff.Reset();
            _slowdown = TimeSpan.Zero;
            _loginProblem = null;
            StoreProblem? problem = _figuresProblem is null ? store.Problem : new StoreProblem(_figuresProblem, _totalsDueAt);
            await PublishStatusAsync(SourceState.Connected, cancellation, problem?.Message, problem?.RetryAt);
            await PublishAsync(await _history.ReadAsync(cancellation), cancellation);
            return Max(_cadence - (time.Now() - startedAt), TimeSpan.Zero);
        }
        catch (StoreException exception)
        {
            // What was stored meanwhile may lie below the cut, and another server may answer next time: all is read anew.
            _needsNewest = true;
            _totalsDueAt = _totalsAllowedAt;
            _loginProblem = exception.IsLoginRefused ? exception.Message : null;
            TimeSpan wait = exception.IsTooSlow ? SlowDown() : BackOff(exception);
            SourceState state = _wasConnected ? SourceState.Reconnecting : SourceState.Unavailable;
            await PublishStatusAsync(state, cancellation, exception.Message, time.Now() + wait);
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
        }

        if (time.Now() >= _totalsDueAt)
        {
            await ReadTotalsAsync(startedAt, cancellation);
        }
        else
        {
            await ReadChangesAsync(startedAt, cancellation);
        }

        if (time.Now() >= _countDueAt)
        {
            _countDueAt = time.Now() + options.CountInterval;
            await PublishAsync(await UnlessTooSlowAsync(ReadCountAsync(cancellation)), cancellation);
        }
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
            double factor = totals is { IsCountsOnly: true } ? options.CountsRestFactor : options.TotalsRestFactor;
            _totalsAllowedAt = time.Now() + ((time.Now() - askedAt) * factor);
        }

        _figuresProblem = totals is null ? "summing the stored traces takes too long, the figures are not up to date" : null;
        _totalsDueAt = Max(time.Now() + options.TotalsInterval, _totalsAllowedAt);
        _countDueAt = time.Now() + options.CountInterval;
        await ReadChangesAsync(startedAt, cancellation);
        await PublishAsync(totals is null ? null : new SourceEvent.TotalsRead(totals, askedAt), cancellation);
    }

    private async Task<SourceEvent> ReadCountAsync(CancellationToken cancellation) =>
        new SourceEvent.CountRead(await store.CountAsync(cancellation));

    /// <param name="startedAt">When the poll began.</param>
    private async Task ReadChangesAsync(TimeSpan startedAt, CancellationToken cancellation)
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
            _needsNewest = true;
            _totalsDueAt = _totalsAllowedAt;
        }
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

    /// <summary>A store that is too slow is asked half as often, up to every 30 s.</summary>
    private TimeSpan SlowDown()
    {
        _slowdown = _slowdown == TimeSpan.Zero ? _cadence * 2 : _slowdown * 2;
        TimeSpan ceiling = Max(options.SlowestCadence, _cadence);
        _slowdown = _slowdown < ceiling ? _slowdown : ceiling;
        return _slowdown;
    }

    private TimeSpan BackOff(StoreException exception)
    {
        TimeSpan wait = _backoff.Next();
        return exception.IsLoginRefused ? Max(wait, options.LoginRetry) : wait;
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
            ChangeBell? bell = _isSuspended || _backoff.Attempt > 0 || _slowdown > TimeSpan.Zero ? null : store.Bell;
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
            case SourceRequest.PollNow or SourceRequest.CheckConnection:
                return TimeSpan.Zero;
            case SourceRequest.ReadTotals:
                return RequestTotals();
            case SourceRequest.ReadTrace or SourceRequest.ReadPage:
                return await LookUpAsync(request, cancellation);
            case SourceRequest.SetCadence cadence:
                _cadence = cadence.Interval;
                return _backoff.Attempt == 0 && _slowdown == TimeSpan.Zero ? _cadence : null;
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
        return isFromStore && _backoff.Attempt > 0 ? TimeSpan.Zero : null;
    }

    /// <summary>On request at most once per interval: a store whose count never agrees must not be summed without end.</summary>
    private TimeSpan? RequestTotals()
    {
        if (time.Now() < _requestedTotalsAllowedAt)
        {
            return null;
        }

        _requestedTotalsAllowedAt = time.Now() + options.TotalsInterval;
        _needsNewest = true;
        _totalsDueAt = _totalsAllowedAt;
        return TimeSpan.Zero;
    }

    private async Task PublishStatusAsync(
        SourceState state, CancellationToken cancellation, string? error = null, TimeSpan? retryAt = null)
    {
        var status = new SourceStatus(SourceKind.Store, state, store.Name, error, retryAt, _backoff.Attempt, FollowsChanges: store.FollowsChanges);
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

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
