namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>
/// The message that is being joined and, behind it, what was received and not taken yet, in one array: a message of one frame is handed
/// out where it was received. The array grows as bytes arrive, never by what a head announces, and shrinks back.
/// </summary>
internal sealed class MessageBuffer
{
    /// <summary>The largest message that is kept.</summary>
    public const int MaxMessageBytes = 16 * 1024 * 1024;

    /// <summary>What it starts with: room for an ordinary trace.</summary>
    private const int FirstBytes = 8 * 1024;

    /// <summary>What it keeps between messages: traces with long responses, below the large object heap.</summary>
    private const int KeptBytes = 64 * 1024;

    /// <summary>Less than this is not worth a call of the system.</summary>
    private const int LeastRoomBytes = FirstBytes / 2;

    /// <summary>The largest message, and what may stand behind it.</summary>
    private const int MaxBytes = MaxMessageBytes + FirstBytes;

    private byte[] _bytes;
    private int _messageStart, _messageEnd; // what is joined so far
    private int _start, _end; // what is not taken yet

    /// <param name="first">What was received already.</param>
    public MessageBuffer(ReadOnlySpan<byte> first)
    {
        _bytes = new byte[Math.Max(FirstBytes, first.Length)];
        first.CopyTo(_bytes);
        _end = first.Length;
    }

    /// <summary>Its size now, in bytes.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>Received and not taken yet.</summary>
    public ReadOnlySpan<byte> Untaken => _bytes.AsSpan(_start, _end - _start);

    /// <summary>What was joined since <see cref="ForgetMessage"/>.</summary>
    public Memory<byte> Message => _bytes.AsMemory(_messageStart, MessageBytes);

    public int MessageBytes => _messageEnd - _messageStart;

    /// <summary>Lets go what was joined.</summary>
    public void ForgetMessage()
    {
        _messageEnd = _messageStart;
        if (_bytes.Length > KeptBytes && Untaken.Length <= KeptBytes / 2)
        {
            MoveTo(new byte[KeptBytes]);
        }
    }

    /// <summary>Where to receive to; <see cref="Received"/> has to follow.</summary>
    public Memory<byte> Room()
    {
        if (_bytes.Length - _end < LeastRoomBytes || MessageBytes + Untaken.Length == 0)
        {
            MoveTo(_bytes);
        }

        if (_bytes.Length - _end < LeastRoomBytes)
        {
            MoveTo(new byte[Math.Min(2 * _bytes.Length, MaxBytes)]);
        }

        return _bytes.AsMemory(_end);
    }

    public void Received(int count) => _end += count;

    /// <summary>Takes bytes that belong to no message.</summary>
    public Span<byte> Take(int count)
    {
        _start += count;
        return _bytes.AsSpan(_start - count, count);
    }

    /// <summary>Takes bytes behind the message that is being joined.</summary>
    /// <returns>Where they stand now.</returns>
    public Span<byte> Join(int count)
    {
        Span<byte> taken = Take(count);
        if (MessageBytes == 0)
        {
            _messageStart = _messageEnd = _start - count;
        }

        Span<byte> joined = _bytes.AsSpan(_messageEnd, count);
        taken.CopyTo(joined);
        _messageEnd += count;
        return joined;
    }

    /// <summary>Message and rest to the beginning of an array, which may be the one they are in.</summary>
    private void MoveTo(byte[] bytes)
    {
        ReadOnlySpan<byte> rest = Untaken;
        Message.Span.CopyTo(bytes);
        rest.CopyTo(bytes.AsSpan(MessageBytes));
        _bytes = bytes;
        (_messageStart, _messageEnd) = (0, MessageBytes);
        (_start, _end) = (_messageEnd, _messageEnd + rest.Length);
    }
}
