using System.Buffers.Binary;
using System.Text.Unicode;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Steps through the elements of one BSON document without copying. Every length is checked when its element is reached, so a
/// <see cref="Value"/> always lies inside its document; a nested document is checked when it is entered.
/// </summary>
internal ref struct BsonReader
{
    /// <summary>Nested documents allowed: the server's own limit is 100, the rest is slack for what replies wrap around
    /// them.</summary>
    public const int MaxDepth = 200;

    /// <summary>The empty document: its length and its terminator.</summary>
    public const int MinDocumentBytes = 5;

    private readonly ReadOnlySpan<byte> _document;
    private readonly int _depth;
    private readonly bool _isTextStrict;
    private int _position = sizeof(int);

    /// <param name="document">Exactly one document, its length and terminator included.</param>
    /// <param name="isTextStrict">Whether text values must be valid UTF-8. Names always must; in values bad bytes are replaced
    /// otherwise, because any writer can store them and one such record must not end a read.</param>
    /// <exception cref="WireFormatException">The bytes are not one document.</exception>
    public BsonReader(ReadOnlySpan<byte> document, bool isTextStrict = false)
        : this(document, 1, isTextStrict)
    {
    }

    /// <param name="depth">1 for the outermost document.</param>
    internal BsonReader(ReadOnlySpan<byte> document, int depth, bool isTextStrict)
    {
        if (depth > MaxDepth)
        {
            throw new WireFormatException("documents are nested too deeply");
        }

        if (document.Length < MinDocumentBytes || BinaryPrimitives.ReadInt32LittleEndian(document) != document.Length)
        {
            throw new WireFormatException("a document's length is wrong");
        }

        if (document[^1] != 0)
        {
            throw new WireFormatException("a document does not end where its length says");
        }

        _document = document;
        _depth = depth;
        _isTextStrict = isTextStrict;
    }

    /// <summary>The name of the current element, valid UTF-8; in an array its index, which is not checked.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value of the current element.</summary>
    public BsonValue Value { get; private set; }

    /// <summary>Moves to the next element; false at the end of the document, and always for a reader of no document
    /// (default).</summary>
    /// <exception cref="WireFormatException">The element is not well formed or does not lie inside the document.</exception>
    public bool Read()
    {
        if (_document.IsEmpty)
        {
            return false;
        }

        var type = (BsonType)_document[_position];
        ReadOnlySpan<byte> rest = _document[_position..^1];
        if (type == BsonType.EndOfDocument)
        {
            return rest.IsEmpty ? false : throw new WireFormatException("a document ends before its length says");
        }

        if (rest.IsEmpty)
        {
            throw new WireFormatException("a document does not end where its length says");
        }

        rest = rest[1..];
        int nameBytes = rest.IndexOf((byte)0);
        if (nameBytes < 0 || !Utf8.IsValid(rest[..nameBytes]))
        {
            throw new WireFormatException("an element's name is not well formed");
        }

        Name = rest[..nameBytes];
        rest = rest[(nameBytes + 1)..];
        int valueBytes = BsonSize.Of(type, rest, _isTextStrict);
        Value = new BsonValue(type, rest[..valueBytes], _depth, _isTextStrict);
        _position += 1 + nameBytes + 1 + valueBytes;
        return true;
    }
}
