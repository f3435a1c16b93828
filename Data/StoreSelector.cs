namespace TraceLlm.Monitor.Data;

/// <summary>
/// One store over two: the preferred one, and a stand-in that is read while the preferred one is down or may not be read at all. A
/// change of store happens where everything is read anew: rows and figures then follow the other store, and nothing is lost.
/// </summary>
/// <param name="preferred">Taken up again when it comes back.</param>
/// <param name="standIn">Its answers hold the same traces, perhaps fewer of them.</param>
/// <param name="guide">Whether the preferred store may be read; null: it may.</param>
/// <param name="time">Clock.</param>
/// <param name="random">For the jitter of the delays.</param>
internal sealed class StoreSelector(
    ITraceStore preferred, ITraceStore standIn, IStoreGuide? guide, TimeProvider time, Random random) : ITraceStore
{
    /// <summary>As long as neither store was chosen.</summary>
    private const string Undecided = "asking the backend";

    /// <summary>A refused login is not tried again before: a server may lock the account after some failures in a row.</summary>
    private static readonly TimeSpan LoginRetry = TimeSpan.FromMinutes(1);

    private readonly Backoff _backoff = new(random);

    private ITraceStore? _current;
    private StoreException? _failure;
    private TimeSpan _tryAgainAt;
    private CancellationTokenSource? _trialStop;
    private Task<long>? _trial;

    public string Name => (_current ?? (guide is null ? preferred : null))?.Name ?? Undecided;

    public StoreProblem? Problem => _failure is not null && _current == standIn
        ? new StoreProblem(_failure.Message, _trial is null ? _tryAgainAt : null, IsStoodInFor: true)
        : _current?.Problem;

    public bool ShowsNewestOnly => _current?.ShowsNewestOnly == true;

    public ITraceStore InUse => _current ?? this;

    public bool FollowsChanges => _current?.FollowsChanges == true;

    public ChangeBell? Bell => _current?.Bell;

    public async Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation)
    {
        if (guide is not null && !await guide.MayUsePreferredAsync(cancellation))
        {
            await UseStandInAloneAsync();
            return await standIn.ReadNewestAsync(maxCount, cancellation);
        }

        if (await ReadWhileDownAsync(maxCount, cancellation) is { } held)
        {
            return held;
        }

        await StopTrialAsync();
        _current = preferred;
        try
        {
            IReadOnlyList<Trace> newest = await preferred.ReadNewestAsync(maxCount, cancellation);
            _failure = null;
            _backoff.Reset();
            return newest;
        }
        catch (StoreException e) when (!e.IsTooSlow)
        {
            Postpone(e);
            if (await TryReadStandInAsync(maxCount, cancellation) is { } instead)
            {
                return instead;
            }

            throw;
        }
    }

    public async Task<ChangePage> ReadChangesAsync(CancellationToken cancellation) =>
        await MustChangeAsync(cancellation)
            ? new ChangePage([], HasMore: false, MustReanchor: true)
            : await Current.ReadChangesAsync(cancellation);

    public Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation) =>
        Current.ReadOlderAsync(upTo, maxCount, cancellation);

    public Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation) =>
        Current.ReadTraceAsync(reference, cancellation);

    public Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation) => Current.ReadTotalsAsync(cancellation);

    public Task<long> CountAsync(CancellationToken cancellation) => Current.CountAsync(cancellation);

    public void TryAgainNow() => _tryAgainAt = TimeSpan.Zero;

    public async Task DisconnectAsync()
    {
        await StopTrialAsync();
        await preferred.DisconnectAsync();
        await standIn.DisconnectAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopTrialAsync();
        await preferred.DisposeAsync();
        await standIn.DisposeAsync();
    }

    private ITraceStore Current =>
        _current ?? (guide is null ? preferred : throw new StoreException("the backend has not said yet where its traces are"));

    /// <summary>Whether another store than the current one is to be read from now on.</summary>
    private async Task<bool> MustChangeAsync(CancellationToken cancellation)
    {
        bool mayUsePreferred = guide is null || await guide.MayUsePreferredAsync(cancellation);
        return !mayUsePreferred ? _current != standIn || _failure is not null
            : _current is null || (_current == standIn && (_failure is null || await IsBackAsync(cancellation)));
    }

    private async Task UseStandInAloneAsync()
    {
        if (_current != standIn || _failure is not null)
        {
            if (_current is not null)
            {
                await StopTrialAsync();
                await preferred.DisconnectAsync();
            }

            _failure = null;
            _current = standIn;
        }
    }

    /// <summary>Reads the stand-in while the preferred store is known to be down.</summary>
    /// <returns>Null: the preferred store is to be tried.</returns>
    /// <exception cref="StoreException">The stand-in does not answer either, and a login is not tried again before its time, whoever asks
    /// and however often.</exception>
    private async Task<IReadOnlyList<Trace>?> ReadWhileDownAsync(int maxCount, CancellationToken cancellation)
    {
        bool isBarred = _failure is { IsLoginRefused: true } && time.Now() < _tryAgainAt;
        if (!isBarred && (_current != standIn || _failure is null || await IsBackAsync(cancellation)))
        {
            return null;
        }

        IReadOnlyList<Trace>? held = await TryReadStandInAsync(maxCount, cancellation);
        return held is null && isBarred ? throw _failure! : held;
    }

    /// <returns>Null: the stand-in does not answer either.</returns>
    private async Task<IReadOnlyList<Trace>?> TryReadStandInAsync(int maxCount, CancellationToken cancellation)
    {
        try
        {
            IReadOnlyList<Trace> newest = await standIn.ReadNewestAsync(maxCount, cancellation);
            _current = standIn;
            return newest;
        }
        catch (StoreException)
        {
            return null;
        }
    }

    /// <summary>Tries the preferred store again when it is time, while the stand-in is read: a dead host must not hold that up.</summary>
    /// <returns>True when it answers.</returns>
    private async Task<bool> IsBackAsync(CancellationToken cancellation)
    {
        if (_trial is null && time.Now() >= _tryAgainAt)
        {
            _trialStop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            _trial = preferred.CountAsync(_trialStop.Token);
        }

        if (_trial is not { IsCompleted: true } ended)
        {
            return false;
        }

        try
        {
            await ended;
            return true;
        }
        catch (StoreException e) when (e.IsTooSlow)
        {
            return true; // it answers: how to go easy on it, the poller knows
        }
        catch (StoreException e)
        {
            EndTrial();
            Postpone(e);
            return false;
        }
    }

    private void Postpone(StoreException failure)
    {
        _failure = failure;
        TimeSpan wait = _backoff.Next();
        _tryAgainAt = time.Now() + (failure.IsLoginRefused && wait < LoginRetry ? LoginRetry : wait);
    }

    private async Task StopTrialAsync()
    {
        if (_trial is not null)
        {
            await _trialStop!.CancelAsync();
            await ((Task)_trial).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            EndTrial();
        }
    }

    private void EndTrial()
    {
        _trialStop?.Dispose();
        (_trial, _trialStop) = (null, null);
    }
}
