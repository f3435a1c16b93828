using System.Buffers.Binary;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The one message of MongoDB's protocol since 3.6 (MongoDB wire protocol, OP_MSG): header, flag bits, one body document, and in
/// replies possibly document sequences and a checksum.
/// </summary>
internal static class OpMsg
{
    /// <summary>messageLength, requestID, responseTo, opCode: four int32.</summary>
    public const int HeaderBytes = 16;

    /// <summary>The servers' own limit (maxMessageSizeBytes).</summary>
    public const int MaxMessageBytes = 48_000_000;

    public const int OpCode = 2013;

    /// <summary>Where the kind of message stands in its header.</summary>
    public const int OpCodeOffset = 12;

    /// <summary>Where the body document begins in messages of ours.</summary>
    public const int BodyOffset = SectionsOffset + 1;

    private const int FlagsOffset = HeaderBytes;
    private const int SectionsOffset = FlagsOffset + sizeof(int);
    private const int MinMessageBytes = BodyOffset + BsonReader.MinDocumentBytes;
    private const int ChecksumBytes = sizeof(uint);

    private const uint ChecksumPresent = 1;
    private const uint RequiredFlags = 0xffff;

    private const byte BodySection = 0;
    private const byte SequenceSection = 1;

    /// <summary>Starts a message; the body document is written next.</summary>
    public static void Begin(BsonWriter writer)
    {
        writer.Clear();
        writer.Skip(BodyOffset); // no flags; section kind 0 is a zero byte too
    }

    /// <summary>Fills in the header when the body document is closed.</summary>
    public static void End(BsonWriter writer, int requestId)
    {
        writer.PatchInt32(0, writer.Length);
        writer.PatchInt32(4, requestId);
        writer.PatchInt32(OpCodeOffset, OpCode);
    }

    /// <summary>The length that a reply claims, when it is one that a reply can have.</summary>
    /// <param name="header">At least the first four bytes.</param>
    public static int ReadMessageLength(ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is >= MinMessageBytes and <= MaxMessageBytes
            ? length
            : throw new WireFormatException("a message's length is impossible");
    }

    /// <summary>Finds the body document of a reply.</summary>
    /// <param name="message">A whole message, as long as its header says.</param>
    /// <param name="requestId">The request that must be answered.</param>
    /// <exception cref="WireFormatException">It is no reply to that request, or not well formed.</exception>
    public static Range FindBody(ReadOnlySpan<byte> message, int requestId)
    {
        if (ReadMessageLength(message) != message.Length)
        {
            throw new WireFormatException("a message's length is wrong");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(message[OpCodeOffset..]) != OpCode)
        {
            throw new WireFormatException("a message is not OP_MSG");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(message[8..]) != requestId)
        {
            throw new WireFormatException("a reply answers another request");
        }

        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(message[FlagsOffset..]);
        // moreToCome (bit 1) is one of the refused ones: it announces replies that were not asked for.
        return (flags & RequiredFlags & ~ChecksumPresent) == 0
            ? FindBodySection(message[..^((flags & ChecksumPresent) == 0 ? 0 : ChecksumBytes)])
            : throw new WireFormatException("a message has unknown flags");
    }

    private static Range FindBodySection(ReadOnlySpan<byte> message)
    {
        Range? body = null;
        int position = SectionsOffset;
        while (position < message.Length)
        {
            byte kind = message[position++];
            int length = SectionLength(message[position..]);
            if (kind == BodySection && body is null)
            {
                body = position..(position + length);
            }
            else if (kind != SequenceSection)
            {
                throw new WireFormatException(
                    kind == BodySection ? "a message has two bodies" : "a message has an unknown section");
            }

            position += length;
        }

        return body ?? throw new WireFormatException("a message has no body");
    }

    /// <summary>Both kinds of section begin with their length, which counts itself.</summary>
    private static int SectionLength(ReadOnlySpan<byte> rest)
    {
        int length = rest.Length < sizeof(int) ? 0 : BinaryPrimitives.ReadInt32LittleEndian(rest);
        return length >= BsonReader.MinDocumentBytes && length <= rest.Length
            ? length
            : throw new WireFormatException("a section's length is wrong");
    }
}
