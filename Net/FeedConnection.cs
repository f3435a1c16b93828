using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// One WebSocket to a backend: proves that there is one, then hands on what it announces. One task reads; pings and the end may
/// come from others.
/// </summary>
internal sealed class FeedConnection : IDisposable
{
    /// <summary>How long the welcome may take before we ask ourselves.</summary>
    private static readonly TimeSpan WelcomePatience = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a closing handshake may hold up a suspension or the exit. Real time, whatever clock the waits are
    /// on.</summary>
    private static readonly TimeSpan ClosePatience = TimeSpan.FromMilliseconds(50);

    /// <summary>Traces kept that come before the proof; more than any backend announces in that time.</summary>
    private const int MaxEarlyTraces = 1000;

    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly MessageReader _reader;
    private readonly List<Trace> _earlyTraces = [];

    private Task _ping = Task.CompletedTask;
    private int _pingsSent;

    public FeedConnection(WebSocket socket, BackendEndpoint endpoint, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _reader = new MessageReader(socket, time);
        Endpoint = endpoint;
        ConnectedAt = time.Now();
    }

    public BackendEndpoint Endpoint { get; }

    /// <summary>When the WebSocket was opened, on the monotonic clock.</summary>
    public TimeSpan ConnectedAt { get; }

    /// <summary>When the last bytes came, on the monotonic clock.</summary>
    public TimeSpan LastReceived => _reader.LastReceived;

    /// <summary>How often bytes came: differs as soon as some do.</summary>
    public int ReceivedCount => _reader.ReceivedCount;

    /// <summary>
    /// Waits until the peer shows itself to be TraceLLM: by the welcome, or by the answer to our ping. Traces that come first are
    /// kept for <see cref="ListenAsync"/>.
    /// </summary>
    /// <exception cref="FeedException">The peer closed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; the connection is then of no more use.</exception>
    public async Task ProveAsync(CancellationToken cancellation)
    {
        await using ITimer asking = _time.CreateTimer(
            static connection => ((FeedConnection)connection!).Ping(), this, WelcomePatience, Timeout.InfiniteTimeSpan);
        while (true)
        {
            ReceivedMessage message = await _reader.ReadAsync(cancellation);
            if (message.Kind == ReceivedKind.Closed)
            {
                throw new FeedException($"{Endpoint.Authority} is not a TraceLLM backend (it closed the WebSocket)");
            }

            TraceMessage content = message.Kind == ReceivedKind.Text ? TraceMessage.Read(message.Text.Span) : default;
            if (content.Kind is TraceMessageKind.Welcome or TraceMessageKind.Pong)
            {
                return;
            }

            if (content.Trace is { } trace && _earlyTraces.Count < MaxEarlyTraces)
            {
                _earlyTraces.Add(trace);
            }
        }
    }

    /// <summary>Publishes what the backend announces, until the connection ends. Nothing that a message holds ends it.</summary>
    /// <exception cref="FeedException">The backend closed the connection.</exception>
    /// <exception cref="WebSocketException">The connection broke, or was disposed of here.</exception>
    public async Task ListenAsync(FeedOutbox outbox, TraceStoreFilter? filter, Alarm flushAlarm)
    {
        foreach (Trace trace in _earlyTraces)
        {
            Announce(trace, outbox, filter);
        }

        _earlyTraces.Clear();
        while (true)
        {
            // Not cancellable: ending the connection ends this read, and a polite end needs the socket unharmed.
            ReceivedMessage message = await _reader.ReadAsync(CancellationToken.None);
            if (message.Kind == ReceivedKind.Closed)
            {
                throw new FeedException($"the backend closed the connection ({(int?)_socket.CloseStatus ?? 1005})");
            }

            Take(message, outbox, filter);
            if (outbox.HasUntaken)
            {
                flushAlarm.Wake();
            }
        }
    }

    /// <summary>Sends a ping unless one is still on its way out. Does not wait, and does not fail: a broken connection fails the
    /// task that reads.</summary>
    public void Ping()
    {
        if (_ping.IsCompleted)
        {
            _ping = SendPingAsync();
        }
    }

    /// <summary>Says goodbye if the connection takes it at once (RFC 6455 section 7.1.1), and closes it in any case.</summary>
    public async Task CloseAsync()
    {
        using var patience = new CancellationTokenSource(ClosePatience);
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            // The peer is gone or does not take it: then it learns from the end of the connection.
        }

        Dispose();
    }

    /// <summary>Closes the connection at once.</summary>
    public void Dispose() => _socket.Dispose();

    /// <summary>Whether an exception is one of those by which WebSockets, streams and sockets report the end of a
    /// connection.</summary>
    public static bool IsConnectionFailure(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or InvalidOperationException;

    private static void Announce(Trace trace, FeedOutbox outbox, TraceStoreFilter? filter)
    {
        if (filter is null || filter.Matches(trace))
        {
            outbox.Announce(trace);
        }
    }

    private static void Take(ReceivedMessage message, FeedOutbox outbox, TraceStoreFilter? filter)
    {
        if (message.Kind == ReceivedKind.Oversized)
        {
            outbox.Count(DiagnosticArea.OversizedMessages);
            return;
        }

        TraceMessage content = message.Kind == ReceivedKind.Text ? TraceMessage.Read(message.Text.Span) : default;
        if (content.Trace is { } trace)
        {
            Announce(trace, outbox, filter);
        }
        else if (content.Kind == TraceMessageKind.Malformed)
        {
            outbox.Count(DiagnosticArea.MalformedMessages);
        }
    }

    private async Task SendPingAsync()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"ping\",\"ts\":{++_pingsSent}}}");
        try
        {
            byte[] message = Encoding.UTF8.GetBytes(text);
            await _socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        catch (Exception e) when (IsConnectionFailure(e))
        {
            // The task that reads meets the same end and reports it.
        }
    }
}
