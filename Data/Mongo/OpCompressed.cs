using System.Buffers.Binary;
using System.IO.Compression;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// A message in a smaller wrapping (MongoDB specifications, OP_COMPRESSED): the header, then the wrapped message's opcode, its
/// length without its header, the number of the compressor, and the compressed bytes.
/// </summary>
internal static class OpCompressed
{
    private const int OpCode = 2012;
    private const int WrappedOpCodeOffset = OpMsg.HeaderBytes;
    private const int LengthOffset = WrappedOpCodeOffset + sizeof(int);
    private const int CompressorOffset = LengthOffset + sizeof(int);
    private const int ContentOffset = CompressorOffset + 1;

    /// <summary>Flags, one section's kind and an empty document.</summary>
    private const int MinContentBytes = sizeof(int) + 1 + BsonReader.MinDocumentBytes;

    private const int MaxContentBytes = OpMsg.MaxMessageBytes - OpMsg.HeaderBytes;

    private const byte NoCompressor = 0;
    private const byte ZlibCompressor = 2;

    /// <summary>What must stay as it is: the server does not know yet what was agreed, or the content is secret and its length must
    /// not depend on it.</summary>
    private static readonly ReadCommand[] NeverCompressed =
    [
        ReadCommand.IsMaster, ReadCommand.Hello, ReadCommand.SaslStart, ReadCommand.SaslContinue, ReadCommand.Authenticate,
    ];

    /// <param name="message">A whole message of ours.</param>
    public static bool MayCompress(ReadOnlySpan<byte> message)
    {
        var body = new BsonReader(message[OpMsg.BodyOffset..]);
        body.Read();
        foreach (ReadCommand command in NeverCompressed)
        {
            if (body.Name.SequenceEqual(ReadCommandName.Of(command)))
            {
                return false;
            }
        }

        return true;
    }

    /// <param name="message">A whole message.</param>
    /// <param name="level">0 to 9; null: zlib's own choice.</param>
    public static ReadOnlyMemory<byte> Wrap(ReadOnlySpan<byte> message, int? level)
    {
        using var wrapped = new MemoryStream(message.Length);
        wrapped.SetLength(ContentOffset);
        wrapped.Position = ContentOffset;
        var options = new ZLibCompressionOptions();
        if (level is int given)
        {
            options.CompressionLevel = given;
        }

        using (var zlib = new ZLibStream(wrapped, options, leaveOpen: true))
        {
            zlib.Write(message[OpMsg.HeaderBytes..]);
        }

        Span<byte> header = wrapped.GetBuffer().AsSpan(0, ContentOffset);
        message[..OpMsg.HeaderBytes].CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header, (int)wrapped.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[OpMsg.OpCodeOffset..], OpCode);
        BinaryPrimitives.WriteInt32LittleEndian(header[WrappedOpCodeOffset..], OpMsg.OpCode);
        BinaryPrimitives.WriteInt32LittleEndian(header[LengthOffset..], message.Length - OpMsg.HeaderBytes);
        header[CompressorOffset] = ZlibCompressor;
        return wrapped.GetBuffer().AsMemory(0, (int)wrapped.Length);
    }

    /// <param name="message">A whole message.</param>
    public static bool IsWrapped(ReadOnlySpan<byte> message) =>
        BinaryPrimitives.ReadInt32LittleEndian(message[OpMsg.OpCodeOffset..]) == OpCode;

    /// <summary>Unpacks a message, header included.</summary>
    /// <param name="wrapped">A whole wrapped message.</param>
    /// <param name="message">Takes what was in it; grows with the bytes that really come out.</param>
    /// <exception cref="WireFormatException">It is not well formed, or not as long as it says.</exception>
    public static void Unwrap(ReceiveBuffer wrapped, ReceiveBuffer message)
    {
        ReadOnlySpan<byte> bytes = wrapped.Filled.Span;
        if (bytes.Length < ContentOffset || BinaryPrimitives.ReadInt32LittleEndian(bytes[WrappedOpCodeOffset..]) != OpMsg.OpCode)
        {
            throw new WireFormatException("a compressed message is not OP_MSG");
        }

        int contentBytes = BinaryPrimitives.ReadInt32LittleEndian(bytes[LengthOffset..]);
        if (contentBytes is < MinContentBytes or > MaxContentBytes)
        {
            throw new WireFormatException("a compressed message's length is impossible");
        }

        message.Clear();
        Span<byte> header = message.FreeSpace(OpMsg.HeaderBytes).Span[..OpMsg.HeaderBytes];
        bytes[..OpMsg.HeaderBytes].CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header, OpMsg.HeaderBytes + contentBytes);
        BinaryPrimitives.WriteInt32LittleEndian(header[OpMsg.OpCodeOffset..], OpMsg.OpCode);
        message.Advance(OpMsg.HeaderBytes);
        using Stream content = Open(wrapped, bytes[CompressorOffset]);
        try
        {
            Fill(message, OpMsg.HeaderBytes + contentBytes, content);
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw new WireFormatException("a compressed message cannot be unpacked");
        }
    }

    private static Stream Open(ReceiveBuffer wrapped, byte compressor) => compressor switch
    {
        NoCompressor => wrapped.OpenRead(ContentOffset),
        ZlibCompressor => new ZLibStream(wrapped.OpenRead(ContentOffset), CompressionMode.Decompress),
        _ => throw new WireFormatException("a message's compressor is not known"),
    };

    /// <summary>Takes exactly as much as was announced: what is longer could be endless.</summary>
    private static void Fill(ReceiveBuffer message, int messageBytes, Stream content)
    {
        while (message.Count < messageBytes)
        {
            Span<byte> space = message.FreeSpace(messageBytes).Span;
            int read = content.Read(space[..Math.Min(space.Length, messageBytes - message.Count)]);
            if (read == 0)
            {
                throw new WireFormatException("a compressed message is shorter than it says");
            }

            message.Advance(read);
        }

        if (content.ReadByte() >= 0)
        {
            throw new WireFormatException("a compressed message is longer than it says");
        }
    }
}
