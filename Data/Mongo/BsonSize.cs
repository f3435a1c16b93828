using System.Buffers.Binary;
using System.Text.Unicode;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>How many bytes a BSON value takes, with every length inside it checked against what there is.</summary>
internal static class BsonSize
{
    private const int ObjectIdBytes = 12;
    private const int Decimal128Bytes = 16;
    private const int BinaryHeaderBytes = sizeof(int) + 1;
    private const byte OldBinarySubtype = 2;

    /// <param name="type">The type byte of the element.</param>
    /// <param name="rest">What follows the element's name, up to the terminator of its document.</param>
    /// <param name="isTextStrict">Whether text must be valid UTF-8.</param>
    /// <exception cref="WireFormatException">The value does not fit or is not well formed.</exception>
    public static int Of(BsonType type, ReadOnlySpan<byte> rest, bool isTextStrict) => type switch
    {
        BsonType.Double or BsonType.DateTime or BsonType.Timestamp or BsonType.Int64 => Fixed(rest, sizeof(long)),
        BsonType.Int32 => Fixed(rest, sizeof(int)),
        BsonType.String or BsonType.Code or BsonType.Symbol => Text(rest, isTextStrict),
        BsonType.Document or BsonType.Array => Document(rest),
        BsonType.Binary => Binary(rest),
        BsonType.ObjectId => Fixed(rest, ObjectIdBytes),
        BsonType.Boolean => Boolean(rest),
        BsonType.Undefined or BsonType.Null or BsonType.MinKey or BsonType.MaxKey => 0,
        BsonType.Regex => Regex(rest, isTextStrict),
        BsonType.DbPointer => DbPointer(rest, isTextStrict),
        BsonType.CodeWithScope => CodeWithScope(rest, isTextStrict),
        BsonType.Decimal128 => Fixed(rest, Decimal128Bytes),
        _ => throw new WireFormatException("an element has an unknown type"),
    };

    private static int Fixed(ReadOnlySpan<byte> rest, int bytes) =>
        rest.Length >= bytes ? bytes : throw new WireFormatException("a value is cut short");

    private static int ReadLength(ReadOnlySpan<byte> rest) =>
        BinaryPrimitives.ReadInt32LittleEndian(rest[..Fixed(rest, sizeof(int))]);

    private static int Text(ReadOnlySpan<byte> rest, bool isStrict)
    {
        int length = ReadLength(rest);
        if (length < 1 || length > rest.Length - sizeof(int) || rest[sizeof(int) + length - 1] != 0)
        {
            throw new WireFormatException("a text's length is wrong");
        }

        return isStrict && !Utf8.IsValid(rest.Slice(sizeof(int), length - 1))
            ? throw new WireFormatException("a text is not UTF-8")
            : sizeof(int) + length;
    }

    private static int Document(ReadOnlySpan<byte> rest)
    {
        int length = ReadLength(rest);
        return length >= BsonReader.MinDocumentBytes && length <= rest.Length && rest[length - 1] == 0
            ? length
            : throw new WireFormatException("a nested document's length is wrong");
    }

    private static int Binary(ReadOnlySpan<byte> rest)
    {
        Fixed(rest, BinaryHeaderBytes);
        int length = ReadLength(rest);
        if (length < 0 || length > rest.Length - BinaryHeaderBytes)
        {
            throw new WireFormatException("a binary's length is wrong");
        }

        bool isOld = rest[sizeof(int)] == OldBinarySubtype;
        return isOld && (length < sizeof(int) || ReadLength(rest[BinaryHeaderBytes..]) != length - sizeof(int))
            ? throw new WireFormatException("a binary's inner length is wrong")
            : BinaryHeaderBytes + length;
    }

    private static int Boolean(ReadOnlySpan<byte> rest) =>
        Fixed(rest, 1) == 1 && rest[0] <= 1 ? 1 : throw new WireFormatException("a boolean is neither true nor false");

    private static int Regex(ReadOnlySpan<byte> rest, bool isStrict)
    {
        int patternBytes = CString(rest, isStrict);
        return patternBytes + CString(rest[patternBytes..], isStrict);
    }

    private static int CString(ReadOnlySpan<byte> rest, bool isStrict)
    {
        int length = rest.IndexOf((byte)0);
        return length < 0 || (isStrict && !Utf8.IsValid(rest[..length]))
            ? throw new WireFormatException("a regular expression is not well formed")
            : length + 1;
    }

    private static int DbPointer(ReadOnlySpan<byte> rest, bool isStrict)
    {
        int nameBytes = Text(rest, isStrict);
        return nameBytes + Fixed(rest[nameBytes..], ObjectIdBytes);
    }

    /// <summary>A length over all, a text and a document that fill it exactly.</summary>
    private static int CodeWithScope(ReadOnlySpan<byte> rest, bool isStrict)
    {
        int length = ReadLength(rest);
        if (length < sizeof(int) || length > rest.Length)
        {
            throw new WireFormatException("a code's length is wrong");
        }

        ReadOnlySpan<byte> inner = rest[sizeof(int)..length];
        int codeBytes = Text(inner, isStrict);
        return sizeof(int) + codeBytes + Document(inner[codeBytes..]) == length
            ? length
            : throw new WireFormatException("a code's length is wrong");
    }
}
