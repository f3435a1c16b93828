using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Writes BSON into a buffer that grows and is used again. Inside an array names are left out: the writer numbers the elements.
/// Only our own commands are written, so misuse is a bug and throws what such a bug throws anywhere.
/// </summary>
internal sealed class BsonWriter
{
    private const int InitialBytes = 512;
    private const int MaxOpenDocuments = 32;
    private const int NoIndex = -1;

    private readonly int[] _starts = new int[MaxOpenDocuments];
    private readonly int[] _indexes = new int[MaxOpenDocuments];
    private byte[] _buffer = new byte[InitialBytes];
    private int _open;

    /// <summary>Bytes written so far.</summary>
    public int Length { get; private set; }

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public void Clear() => (Length, _open) = (0, 0);

    /// <summary>Opens a document; the outermost one, which has no name, when none is open.</summary>
    public void BeginDocument(ReadOnlySpan<byte> name = default) => Begin(BsonType.Document, name, NoIndex);

    public void BeginArray(ReadOnlySpan<byte> name = default) => Begin(BsonType.Array, name, 0);

    /// <summary>Closes the innermost document or array.</summary>
    public void End()
    {
        Take(1)[0] = 0;
        _open--;
        PatchInt32(_starts[_open], Length - _starts[_open]);
    }

    public void Double(ReadOnlySpan<byte> name, double value)
    {
        Element(BsonType.Double, name);
        BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);
    }

    public void Text(ReadOnlySpan<byte> name, ReadOnlySpan<char> value)
    {
        Element(BsonType.String, name);
        int bytes = Encoding.UTF8.GetByteCount(value);
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), bytes + 1);
        Encoding.UTF8.GetBytes(value, Take(bytes));
        Take(1)[0] = 0;
    }

    public void Boolean(ReadOnlySpan<byte> name, bool value)
    {
        Element(BsonType.Boolean, name);
        Take(1)[0] = value ? (byte)1 : (byte)0;
    }

    public void Null(ReadOnlySpan<byte> name) => Element(BsonType.Null, name);

    public void Int32(ReadOnlySpan<byte> name, int value)
    {
        Element(BsonType.Int32, name);
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);
    }

    public void Int64(ReadOnlySpan<byte> name, long value)
    {
        Element(BsonType.Int64, name);
        BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);
    }

    /// <summary>Bytes of no particular kind (subtype 0).</summary>
    public void Binary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Element(BsonType.Binary, name);
        BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value.Length);
        Take(1)[0] = 0;
        value.CopyTo(Take(value.Length));
    }

    /// <summary>A value of any type, as read.</summary>
    public void Raw(ReadOnlySpan<byte> name, BsonType type, ReadOnlySpan<byte> value)
    {
        Element(type, name);
        value.CopyTo(Take(value.Length));
    }

    /// <summary>Puts the elements of a finished document into the open one.</summary>
    public void Elements(ReadOnlySpan<byte> document)
    {
        ReadOnlySpan<byte> elements = document[sizeof(int)..^1];
        elements.CopyTo(Take(elements.Length));
    }

    /// <summary>Leaves room for bytes that are not BSON (a message header), zeroed.</summary>
    public void Skip(int bytes) => Take(bytes).Clear();

    public void PatchInt32(int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(offset), value);

    private void Begin(BsonType type, ReadOnlySpan<byte> name, int firstIndex)
    {
        if (_open > 0)
        {
            Element(type, name);
        }

        _starts[_open] = Length;
        _indexes[_open] = firstIndex;
        _open++;
        Take(sizeof(int));
    }

    private void Element(BsonType type, ReadOnlySpan<byte> name)
    {
        Take(1)[0] = (byte)type;
        if (_indexes[_open - 1] == NoIndex)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(name.IndexOf((byte)0), -1, nameof(name));
            name.CopyTo(Take(name.Length));
        }
        else
        {
            Span<byte> digits = stackalloc byte[11];
            Utf8Formatter.TryFormat(_indexes[_open - 1]++, digits, out int count);
            digits[..count].CopyTo(Take(count));
        }

        Take(1)[0] = 0;
    }

    private Span<byte> Take(int bytes)
    {
        if (_buffer.Length - Length < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        }

        Length += bytes;
        return _buffer.AsSpan(Length - bytes, bytes);
    }
}
