using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net.WebSockets;

namespace TraceLlm.Monitor.Net;

/// <summary>Finds the backend, listens, and finds it again, for as long as the feed is not suspended.</summary>
internal sealed class FeedSession(TraceFeedOptions options, FeedOutbox outbox) : IDisposable
{
    /// <summary>A connection whose last sign of life came earlier does not end the growth of the waits: a server may accept, welcome and
    /// drop, or fall silent, all the time.</summary>
    private static readonly TimeSpan ProvenLife = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FlushInterval = TimeSpan.FromMilliseconds(100);

    private readonly EndpointProbe _probe = new(options);
    private readonly Backoff _backoff = new(options.Random);
    private readonly Alarm _alarm = new(options.Time);

    private ConnectionWatch? _watch;
    private string? _lastError;
    private bool _wasConnected;
    private SourceFault _fault;
    private bool _isWaitOver;
    private int _failures;

    /// <summary>Runs until cancelled; may then be run again.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the connection is closed.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        _backoff.Reset();
        _failures = 0;
        _lastError = null;
        _fault = SourceFault.Unknown;
        while (true)
        {
            Show(RestingState);
            TimeSpan retryAt = await ConnectAndListenAsync(cancellation);
            Show(RestingState, retryAt: retryAt < TimeSpan.MaxValue ? retryAt : null);
            await RestAsync(retryAt, cancellation);
        }
    }

    /// <summary>Makes sure that the peer lives: pings, or tries again at once when it waits. May be called from another
    /// task.</summary>
    public void Check()
    {
        Volatile.Read(ref _watch)?.Check();
        Volatile.Write(ref _isWaitOver, true);
        _alarm.Wake();
    }

    /// <summary>Waits until a time while publishing what the full queue did not take.</summary>
    public async Task RestAsync(TimeSpan until, CancellationToken cancellation)
    {
        Volatile.Write(ref _isWaitOver, false);
        while (true)
        {
            bool isFlushed = outbox.TryFlush();
            TimeSpan now = options.Time.Now();
            if (now >= until || Volatile.Read(ref _isWaitOver))
            {
                return;
            }

            TimeSpan flushAt = now + FlushInterval;
            await _alarm.WaitUntilAsync(isFlushed || flushAt > until ? until : flushAt, cancellation);
        }
    }

    public void Dispose() => _alarm.Dispose();

    private SourceState RestingState =>
        _wasConnected ? SourceState.Reconnecting : _failures > 0 ? SourceState.Unavailable : SourceState.Connecting;

    /// <summary>Publishes where the feed stands.</summary>
    private void Show(SourceState state, string name = "", TimeSpan? retryAt = null) =>
        outbox.Show(new SourceStatus(SourceKind.Feed, state, name, _lastError, retryAt, _failures, _fault));

    /// <summary>One connection, from the search to its end.</summary>
    /// <returns>When to try again, on the monotonic clock.</returns>
    private async Task<TimeSpan> ConnectAndListenAsync(CancellationToken cancellation)
    {
        try
        {
            using FeedConnection connection = await _probe.FindAsync(cancellation);
            _lastError = null;
            _fault = SourceFault.Unknown;
            _failures = 0;
            _wasConnected = true;
            FeedException end = await ListenAsync(connection, cancellation);
            (_lastError, _fault) = (end.Message, end.Fault);
            if (connection.LastReceived - connection.ConnectedAt >= ProvenLife)
            {
                _backoff.Reset();
            }
        }
        catch (FeedException e)
        {
            _lastError = e.Message;
            _failures++;
            _fault = e.Fault;
        }

        return _fault == SourceFault.ThisMachine ? TimeSpan.MaxValue : options.Time.Now() + _backoff.Next();
    }

    /// <summary>Listens until the connection ends.</summary>
    /// <returns>Why it ended.</returns>
    private async Task<FeedException> ListenAsync(FeedConnection connection, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var watch = new ConnectionWatch(connection, outbox, _alarm, options.Time);
        Volatile.Write(ref _watch, watch);
        options.Place.Enter(connection.Endpoint);
        Show(SourceState.Connected, connection.Endpoint.Port == options.Port ? "" : $"port {connection.Endpoint.Port}");
        Task listening = connection.ListenAsync(outbox, options.Filter, _alarm);
        Task watching = watch.RunAsync(stop.Token);
        Task ended = await Task.WhenAny(listening, watching);
        Volatile.Write(ref _watch, null);
        options.Place.Leave();

        await stop.CancelAsync();
        await connection.CloseAsync();
        await Task.WhenAll(listening, watching).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
        try
        {
            await ended;
            return new FeedException("the connection ended");
        }
        catch (FeedException e)
        {
            return e;
        }
        catch (FrameException e)
        {
            return new FeedException($"the backend broke the WebSocket protocol ({e.Message})", e) { Fault = SourceFault.OtherEnd };
        }
        catch (Exception e) when (FeedConnection.IsConnectionFailure(e))
        {
            return new FeedException($"the connection to {connection.Endpoint.Authority} was lost", e);
        }
    }
}
