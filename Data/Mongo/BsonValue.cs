using System.Buffers.Binary;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// One value of a document: its type and its bytes, already checked. Each <c>Try</c> answers false for a value of another type,
/// because any writer may have stored anything in any field.
/// </summary>
internal readonly ref struct BsonValue
{
    private readonly int _depth;
    private readonly bool _isTextStrict;

    internal BsonValue(BsonType type, ReadOnlySpan<byte> bytes, int depth, bool isTextStrict)
    {
        Type = type;
        Bytes = bytes;
        _depth = depth;
        _isTextStrict = isTextStrict;
    }

    public BsonType Type { get; }

    /// <summary>The value as it stands in the document, without type and name.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>Any of the four numeric types as a double (a decimal128 to about 15 digits); may be NaN or infinite.</summary>
    public bool TryGetNumber(out double number)
    {
        (bool isNumber, number) = Type switch
        {
            BsonType.Double => (true, BinaryPrimitives.ReadDoubleLittleEndian(Bytes)),
            BsonType.Int32 => (true, BinaryPrimitives.ReadInt32LittleEndian(Bytes)),
            BsonType.Int64 => (true, BinaryPrimitives.ReadInt64LittleEndian(Bytes)),
            BsonType.Decimal128 => (true, Decimal128.ToDouble(Bytes)),
            _ => (false, 0.0),
        };
        return isNumber;
    }

    /// <summary>A whole number exactly; a double or decimal128 without its fraction, clamped to the range; NaN is 0.</summary>
    public bool TryGetInt64(out long number)
    {
        switch (Type)
        {
            case BsonType.Int32:
                number = BinaryPrimitives.ReadInt32LittleEndian(Bytes);
                return true;
            case BsonType.Int64:
                number = BinaryPrimitives.ReadInt64LittleEndian(Bytes);
                return true;
            default:
                bool isNumber = TryGetNumber(out double value);
                number = Clamp(value);
                return isNumber;
        }
    }

    public bool TryGetBoolean(out bool value)
    {
        value = Type == BsonType.Boolean && Bytes[0] == 1;
        return Type == BsonType.Boolean;
    }

    /// <summary>The bytes of a text (string, symbol or code), meant to be UTF-8.</summary>
    public bool TryGetTextBytes(out ReadOnlySpan<byte> utf8)
    {
        bool isText = Type is BsonType.String or BsonType.Symbol or BsonType.Code;
        utf8 = isText ? Bytes[sizeof(int)..^1] : default;
        return isText;
    }

    /// <summary>A text; bytes that are not UTF-8 become U+FFFD.</summary>
    public bool TryGetText(out string text)
    {
        bool isText = TryGetTextBytes(out ReadOnlySpan<byte> utf8);
        text = isText ? Encoding.UTF8.GetString(utf8) : "";
        return isText;
    }

    /// <summary>A date, when it lies in the years 1 to 9999.</summary>
    public bool TryGetDate(out DateTimeOffset date)
    {
        date = default;
        if (Type != BsonType.DateTime)
        {
            return false;
        }

        long milliseconds = BinaryPrimitives.ReadInt64LittleEndian(Bytes);
        if (milliseconds < DateTimeOffset.MinValue.ToUnixTimeMilliseconds()
            || milliseconds > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds())
        {
            return false;
        }

        date = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    public bool TryGetObjectId(out ObjectId id)
    {
        bool isId = Type == BsonType.ObjectId;
        id = isId ? new ObjectId(Bytes) : default;
        return isId;
    }

    /// <summary>Enters a nested document or array.</summary>
    /// <exception cref="WireFormatException">It is nested too deeply.</exception>
    public bool TryGetDocument(out BsonReader document)
    {
        bool isDocument = Type is BsonType.Document or BsonType.Array;
        document = isDocument ? new BsonReader(Bytes, _depth + 1, _isTextStrict) : default;
        return isDocument;
    }

    private static long Clamp(double value) => value switch
    {
        double.NaN => 0,
        >= long.MaxValue => long.MaxValue,
        <= long.MinValue => long.MinValue,
        _ => (long)value,
    };
}
