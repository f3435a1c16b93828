using System.Buffers.Binary;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>A BSON value kept beyond its reply: an <c>_id</c> of whatever type, or the place from which a page goes on.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Bytes">Its bytes, without type and name.</param>
internal readonly record struct RawValue(BsonType Type, byte[] Bytes)
{
    public static RawValue Of(BsonValue value) => new(value.Type, value.Bytes.ToArray());

    public static RawValue Of(ObjectId id)
    {
        byte[] bytes = new byte[ObjectId.Length];
        id.CopyTo(bytes);
        return new RawValue(BsonType.ObjectId, bytes);
    }

    public static RawValue Of(string text)
    {
        int utf8Bytes = Encoding.UTF8.GetByteCount(text);
        byte[] bytes = new byte[sizeof(int) + utf8Bytes + 1];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, utf8Bytes + 1);
        Encoding.UTF8.GetBytes(text, bytes.AsSpan(sizeof(int)));
        return new RawValue(BsonType.String, bytes);
    }

    /// <summary>As a BSON date, which holds milliseconds.</summary>
    public static RawValue Of(DateTimeOffset time)
    {
        byte[] bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, time.ToUnixTimeMilliseconds());
        return new RawValue(BsonType.DateTime, bytes);
    }

    public bool HoldsSameAs(RawValue other) => Type == other.Type && Bytes.AsSpan().SequenceEqual(other.Bytes);
}
