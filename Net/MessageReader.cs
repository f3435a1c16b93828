using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Joins the frames of a WebSocket to messages, in one buffer that grows as bytes arrive, never by what a header announces, and
/// shrinks back after a large message.
/// </summary>
internal sealed class MessageReader(WebSocket socket, TimeProvider time)
{
    /// <summary>The largest message that is kept. Larger ones are read to their end and skipped.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>What the buffer starts with: room for an ordinary trace.</summary>
    private const int FirstBufferBytes = 8 * 1024;

    /// <summary>What the buffer keeps between messages: traces with long responses, below the large object heap.</summary>
    private const int KeptBufferBytes = 64 * 1024;

    private byte[] _buffer = new byte[FirstBufferBytes];
    private long _lastReceivedTicks = time.Now().Ticks;
    private int _receivedCount;

    /// <summary>When the last bytes came, on the monotonic clock. May be read by any task.</summary>
    public TimeSpan LastReceived => new(Volatile.Read(ref _lastReceivedTicks));

    /// <summary>How often bytes came: differs as soon as some do. May be read by any task.</summary>
    public int ReceivedCount => Volatile.Read(ref _receivedCount);

    /// <summary>The size of the buffer now.</summary>
    public int BufferBytes => _buffer.Length;

    /// <summary>Reads one message to its end.</summary>
    /// <exception cref="WebSocketException">The connection broke, or the peer broke the protocol.</exception>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ReceivedMessage> ReadAsync(CancellationToken cancellation)
    {
        ShrinkBuffer();
        int length = 0;
        bool isOversized = false;
        while (true)
        {
            ValueWebSocketReceiveResult frame = await socket.ReceiveAsync(_buffer.AsMemory(length), cancellation);
            Volatile.Write(ref _lastReceivedTicks, time.Now().Ticks);
            Volatile.Write(ref _receivedCount, _receivedCount + 1);
            if (frame.MessageType == WebSocketMessageType.Close)
            {
                return new ReceivedMessage(ReceivedKind.Closed);
            }

            length += frame.Count;
            isOversized |= length > MaxMessageBytes;
            if (frame.EndOfMessage)
            {
                return isOversized ? new ReceivedMessage(ReceivedKind.Oversized)
                    : frame.MessageType == WebSocketMessageType.Binary ? new ReceivedMessage(ReceivedKind.Binary)
                    : new ReceivedMessage(ReceivedKind.Text, _buffer.AsMemory(0, length));
            }

            // Nothing of a skipped message is kept: its bytes overwrite each other.
            length = isOversized || frame.MessageType == WebSocketMessageType.Binary ? 0 : length;
            MakeRoom(length);
        }
    }

    private void MakeRoom(int length)
    {
        if (length == _buffer.Length)
        {
            // One byte above the cap, so that a message of exactly the cap still shows its end.
            Array.Resize(ref _buffer, (int)Math.Min(2L * _buffer.Length, MaxMessageBytes + 1));
        }
    }

    private void ShrinkBuffer()
    {
        if (_buffer.Length > KeptBufferBytes)
        {
            _buffer = new byte[KeptBufferBytes];
        }
    }
}
