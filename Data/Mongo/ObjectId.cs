using System.Buffers.Binary;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The usual <c>_id</c>: 12 bytes that begin with the second of the writer's clock, big-endian and unsigned, so that the order of
/// the bytes is the order of storing as far as the writers' clocks agree.
/// </summary>
internal readonly record struct ObjectId : IComparable<ObjectId>
{
    /// <summary>Bytes of an ObjectId.</summary>
    public const int Length = 12;

    private readonly ulong _high;
    private readonly uint _low;

    /// <param name="bytes">At least <see cref="Length"/> bytes.</param>
    public ObjectId(ReadOnlySpan<byte> bytes)
    {
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt32BigEndian(bytes[sizeof(ulong)..]);
    }

    private ObjectId(uint second) => _high = (ulong)second << 32;

    /// <summary>The writer's clock when it made the id, whole seconds.</summary>
    public DateTimeOffset Time => DateTimeOffset.FromUnixTimeSeconds((long)(_high >> 32));

    /// <summary>The smallest id of a time's second: everything below it was made in an earlier second. A time that an id cannot
    /// hold (before 1970, after 2106) becomes the nearest that it can.</summary>
    public static ObjectId FirstOf(DateTimeOffset time) => new((uint)Math.Clamp(time.ToUnixTimeSeconds(), 0, uint.MaxValue));

    /// <summary>By the order of the bytes.</summary>
    public int CompareTo(ObjectId other) => (_high, _low).CompareTo((other._high, other._low));

    /// <param name="destination">At least <see cref="Length"/> bytes.</param>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _high);
        BinaryPrimitives.WriteUInt32BigEndian(destination[sizeof(ulong)..], _low);
    }
}
