namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Where a reply is collected. It grows with the bytes that really arrive, never by what a header claims, and gives a large
/// buffer back when the next reply begins.
/// </summary>
internal sealed class ReceiveBuffer
{
    /// <summary>Holds the reply of an idle poll.</summary>
    private const int UsualBytes = 16 * 1024;

    /// <summary>Above this a buffer is not kept for the next reply.</summary>
    private const int LargestKeptBytes = 256 * 1024;

    private byte[] _bytes = new byte[UsualBytes];

    /// <summary>Bytes held.</summary>
    public int Count { get; private set; }

    public ReadOnlyMemory<byte> Filled => _bytes.AsMemory(0, Count);

    public void Clear()
    {
        Count = 0;
        if (_bytes.Length > LargestKeptBytes)
        {
            _bytes = new byte[UsualBytes];
        }
    }

    /// <summary>Room for the next read, at least one byte, doubling up to what the message needs.</summary>
    /// <param name="neededBytes">The length of the whole message, as far as it is known.</param>
    public Memory<byte> FreeSpace(int neededBytes)
    {
        if (Count == _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Math.Max(neededBytes, Count + 1L), _bytes.Length * 2L));
        }

        return _bytes.AsMemory(Count);
    }

    /// <summary>Reads what is held from a place on; to be done with before anything is added.</summary>
    public MemoryStream OpenRead(int offset) => new(_bytes, offset, Count - offset, writable: false);

    public void Advance(int bytes) => Count += bytes;
}
