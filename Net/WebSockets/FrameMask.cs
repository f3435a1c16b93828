using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>
/// What a client masks a frame's payload with, so that nobody who chooses the payload chooses the bytes on the wire (RFC 6455 sections
/// 5.3 and 10.3).
/// </summary>
/// <param name="Key">Its four bytes, the first in the lowest bits.</param>
internal readonly record struct FrameMask(uint Key)
{
    public const int Bytes = sizeof(uint);

    /// <summary>
    /// A new one for each frame, from the system's random numbers: <see cref="Guid.NewGuid"/> reads them without OpenSSL, which
    /// RandomNumberGenerator would load, for 4 MB of memory. Its first four bytes are random throughout (RFC 9562 section 5.4).
    /// </summary>
    public static FrameMask Next()
    {
        var random = Guid.NewGuid();
        return Read(MemoryMarshal.AsBytes(new ReadOnlySpan<Guid>(in random)));
    }

    public static FrameMask Read(ReadOnlySpan<byte> bytes) => new(BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32LittleEndian(destination, Key);

    /// <summary>Masks, or unmasks, a part of a payload.</summary>
    /// <param name="at">Where in the payload the part begins.</param>
    public void Apply(Span<byte> part, long at)
    {
        for (int i = 0; i < part.Length; i++)
        {
            part[i] ^= (byte)(Key >> (int)((at + i) % Bytes * 8));
        }
    }
}
