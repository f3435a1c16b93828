using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Threading.Channels;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net.WebSockets;

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

    /// <summary>Pings, pongs and a Close frame: a peer that takes none of them is dead or as good as dead.</summary>
    private const int MaxWaitingFrames = 4;

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly FrameWriter _writer;
    private readonly MessageReader _reader;
    private readonly Task _sending;
    private readonly List<Trace> _earlyTraces = [];

    private int _pingsSent;

    /// <param name="stream">Open as a WebSocket; belongs to the connection from then on.</param>
    /// <param name="first">What was received behind the opening handshake.</param>
    public FeedConnection(Stream stream, ReadOnlyMemory<byte> first, BackendEndpoint endpoint, TimeProvider time)
    {
        _stream = stream;
        _time = time;
        _writer = new FrameWriter(stream, masks: true, MaxWaitingFrames, BoundedChannelFullMode.DropOldest);
        _reader = new MessageReader(stream, first, isServer: false, _writer, time);
        _sending = _writer.RunAsync(CancellationToken.None);
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
    /// <exception cref="FrameException">The backend broke the protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    /// <exception cref="ObjectDisposedException">The connection was closed here.</exception>
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
                throw new FeedException($"the backend closed the connection ({_reader.PeerCloseCode})");
            }

            Take(message, outbox, filter);
            if (outbox.HasUntaken)
            {
                flushAlarm.Wake();
            }
        }
    }

    /// <summary>Sends a ping. Does not wait, and does not fail: a broken connection fails the task that reads. May be called from any
    /// task.</summary>
    public void Ping()
    {
        int number = Interlocked.Increment(ref _pingsSent);
        string text = string.Create(CultureInfo.InvariantCulture, $"{{\"type\":\"ping\",\"ts\":{number}}}");
        _writer.TrySend(Opcode.Text, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Says goodbye, or answers that of the peer (RFC 6455 section 7.1.1), if the connection takes it at once; closes it in any
    /// case.</summary>
    public async Task CloseAsync()
    {
        byte[] code = new byte[sizeof(ushort)];
        BinaryPrimitives.WriteUInt16BigEndian(code, _reader.CloseAnswer);
        _writer.TrySend(Opcode.Close, code);
        _writer.Complete();

        // A peer that is gone or takes nothing learns of it from the end of the connection.
        await _sending.WaitAsync(ClosePatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Dispose();
    }

    /// <summary>Closes the connection at once.</summary>
    public void Dispose()
    {
        _writer.Complete();
        _stream.Dispose();
    }

    /// <summary>Whether an exception is one of those by which streams and sockets report the end of a connection.</summary>
    public static bool IsConnectionFailure(Exception exception) =>
        exception is IOException or OperationCanceledException or InvalidOperationException;

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
}
