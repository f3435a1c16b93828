using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>
/// Reads the frames of a WebSocket (RFC 6455 section 5), joins them to messages and answers pings. A message that is no text, or too
/// large, is read to its end and not kept. The text is not checked for being UTF-8 (section 8.1 has the connection fail then): what
/// reads it does, and one bad message shall not cost the ones after it.
/// </summary>
/// <param name="stream">Read by no one else.</param>
/// <param name="first">What was received behind the opening handshake.</param>
/// <param name="isServer">Whose side this is: a server's peer masks, a client's does not.</param>
/// <param name="answers">Where the pongs go.</param>
internal sealed class MessageReader(
    Stream stream, ReadOnlyMemory<byte> first, bool isServer, FrameWriter answers, TimeProvider time)
{
    /// <summary>Beyond this a message that is not kept has no end: far above what any backend sends in one.</summary>
    private const long MaxSkippedBytes = 1L << 30;

    /// <summary>Likewise: empty frames can go on for ever without a byte of payload.</summary>
    private const int MaxFrames = 1 << 20;

    /// <summary>Reads in a row that had nothing to wait for: more, and other connections do not get their turn. What follows a read runs
    /// in the one thread that hears of all sockets.</summary>
    private const int MaxReadsAtOnce = 32;

    private readonly MessageBuffer _buffer = new(first.Span);

    private long _lastReceivedTicks = time.Now().Ticks;
    private int _receivedCount;
    private int _readsAtOnce;
    private long _messageBytes;
    private int _messageFrames;

    /// <summary>When the last bytes came, on the monotonic clock. May be read by any task.</summary>
    public TimeSpan LastReceived => new(Volatile.Read(ref _lastReceivedTicks));

    /// <summary>How often bytes came: differs as soon as some do. May be read by any task.</summary>
    public int ReceivedCount => Volatile.Read(ref _receivedCount);

    /// <summary>The size of the buffer now.</summary>
    public int BufferBytes => _buffer.Capacity;

    /// <summary>What the peer closed with; <see cref="CloseCode.None"/> as well when it gave no code.</summary>
    public ushort PeerCloseCode { get; private set; } = CloseCode.None;

    /// <summary>What to close with: the peer's own code, or why it is not understood any more.</summary>
    public ushort CloseAnswer { get; private set; } = CloseCode.Normal;

    /// <summary>Reads one message to its end.</summary>
    /// <exception cref="FrameException">The peer broke the protocol.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedMessage> ReadAsync(CancellationToken cancellation)
    {
        _buffer.ForgetMessage();
        (_messageBytes, _messageFrames) = (0, 0);
        Opcode? kind = null;
        bool isOversized = false;
        while (true)
        {
            FrameHead head;
            while (!TryTakeHead(kind is not null, out head))
            {
                await ReceiveAsync(cancellation);
            }

            if (head.IsControl)
            {
                await AwaitAsync(head.PayloadBytes, cancellation);
                if (TakeControl(head))
                {
                    return new ReceivedMessage(ReceivedKind.Closed);
                }

                continue;
            }

            CheckEnd(head);
            kind ??= head.Opcode;
            isOversized |= head.PayloadBytes > MessageBuffer.MaxMessageBytes - _buffer.MessageBytes;
            bool isKept = kind == Opcode.Text && !isOversized;
            await TakePayloadAsync(head, isKept, cancellation);
            if (head.IsFinal)
            {
                return new ReceivedMessage(
                    isOversized ? ReceivedKind.Oversized : isKept ? ReceivedKind.Text : ReceivedKind.Binary, _buffer.Message);
            }
        }
    }

    /// <summary>A message that goes on for ever would keep the connection alive and tell nothing.</summary>
    private void CheckEnd(FrameHead head)
    {
        _messageBytes += head.PayloadBytes;
        if (_messageBytes is < 0 or > MaxSkippedBytes || ++_messageFrames > MaxFrames)
        {
            CloseAnswer = CloseCode.TooBig;
            throw new FrameException("a message without an end");
        }
    }

    /// <param name="isJoining">A message has begun: only more of it may follow.</param>
    private bool TryTakeHead(bool isJoining, out FrameHead head)
    {
        try
        {
            if (!FrameHead.TryRead(_buffer.Untaken, out head))
            {
                return false;
            }

            if (head.Mask is null == isServer)
            {
                throw new FrameException(isServer ? "a frame without a mask" : "a masked frame");
            }

            if (!head.IsControl && head.Opcode == Opcode.Continuation != isJoining)
            {
                throw new FrameException("a frame out of its order");
            }
        }
        catch (FrameException)
        {
            CloseAnswer = CloseCode.ProtocolError;
            throw;
        }

        _buffer.Take(head.HeadBytes);
        return true;
    }

    /// <summary>Takes a frame that may stand between those of a message, all of it received.</summary>
    /// <returns>Whether the peer closes.</returns>
    private bool TakeControl(FrameHead head)
    {
        Span<byte> payload = _buffer.Take((int)head.PayloadBytes);
        head.Mask?.Apply(payload, at: 0);
        switch (head.Opcode)
        {
            case Opcode.Ping:
                answers.TrySend(Opcode.Pong, payload);
                return false;
            case Opcode.Close:
                TakeClose(payload);
                return true;
            default:
                return false;
        }
    }

    /// <summary>A code and a reason, or nothing (RFC 6455 section 5.5.1); nobody reads the reason.</summary>
    private void TakeClose(ReadOnlySpan<byte> payload)
    {
        if (payload.IsEmpty)
        {
            return;
        }

        if (payload.Length < sizeof(ushort) || !CloseCode.MaySend(BinaryPrimitives.ReadUInt16BigEndian(payload)))
        {
            CloseAnswer = CloseCode.ProtocolError;
            throw new FrameException("a Close frame without a sound code");
        }

        CloseAnswer = PeerCloseCode = BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    /// <summary>Takes a payload as it arrives.</summary>
    /// <param name="isKept">False: nor is what was kept of its message.</param>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask TakePayloadAsync(FrameHead head, bool isKept, CancellationToken cancellation)
    {
        long taken = 0;
        if (!isKept)
        {
            _buffer.ForgetMessage();
        }

        while (true)
        {
            int count = (int)Math.Min(head.PayloadBytes - taken, _buffer.Untaken.Length);
            Span<byte> part = isKept ? _buffer.Join(count) : _buffer.Take(count);
            head.Mask?.Apply(part, taken);
            taken += count;
            if (taken == head.PayloadBytes)
            {
                return;
            }

            await ReceiveAsync(cancellation);
        }
    }

    /// <summary>Waits until so many bytes are there.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask AwaitAsync(long count, CancellationToken cancellation)
    {
        while (_buffer.Untaken.Length < count)
        {
            await ReceiveAsync(cancellation);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask ReceiveAsync(CancellationToken cancellation)
    {
        ValueTask<int> reading = stream.ReadAsync(_buffer.Room(), cancellation);
        _readsAtOnce = reading.IsCompleted ? _readsAtOnce + 1 : 0;
        int count = await reading;
        if (_readsAtOnce >= MaxReadsAtOnce)
        {
            _readsAtOnce = 0;
            await Task.Yield();
        }

        if (count == 0)
        {
            throw new EndOfStreamException("the connection ended without a Close frame");
        }

        _buffer.Received(count);
        Volatile.Write(ref _lastReceivedTicks, time.Now().Ticks);
        Volatile.Write(ref _receivedCount, _receivedCount + 1);
    }
}
