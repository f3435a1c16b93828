using System.Buffers.Binary;

namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>What stands before the payload of a frame (RFC 6455 section 5.2).</summary>
/// <param name="Opcode">What the frame is.</param>
/// <param name="IsFinal">The last frame of its message.</param>
/// <param name="PayloadBytes">As announced: below 2^63, whatever comes of it.</param>
/// <param name="Mask">The payload is masked with it; null when it is not masked.</param>
/// <param name="HeadBytes">Length of the head itself, 2 to <see cref="MaxHeadBytes"/>.</param>
internal readonly record struct FrameHead(Opcode Opcode, bool IsFinal, long PayloadBytes, FrameMask? Mask, int HeadBytes)
{
    public const int MaxHeadBytes = 14;

    /// <summary>Of a control frame (RFC 6455 section 5.5).</summary>
    public const int MaxControlBytes = 125;

    private const byte FinalBit = 0x80, ReservedBits = 0x70, OpcodeBits = 0x0F, MaskBit = 0x80, LengthBits = 0x7F;

    /// <summary>In the place of a length: the length follows, in 2 or in 8 bytes.</summary>
    private const byte ShortFollows = 126, LongFollows = 127;

    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>Reads the head that some bytes begin with.</summary>
    /// <returns>False when it is not complete yet.</returns>
    /// <exception cref="FrameException">No peer may send that; told as soon as it can be seen.</exception>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out FrameHead head)
    {
        head = default;
        if (bytes.Length < 2)
        {
            return false;
        }

        var opcode = (Opcode)(bytes[0] & OpcodeBits);
        bool isFinal = (bytes[0] & FinalBit) != 0;
        int length = bytes[1] & LengthBits;
        Check(bytes[0], opcode, isFinal, length);
        int maskAt = 2 + (length == LongFollows ? sizeof(ulong) : length == ShortFollows ? sizeof(ushort) : 0);
        bool isMasked = (bytes[1] & MaskBit) != 0;
        int headBytes = maskAt + (isMasked ? FrameMask.Bytes : 0);
        if (bytes.Length < headBytes)
        {
            return false;
        }

        FrameMask? mask = isMasked ? FrameMask.Read(bytes[maskAt..]) : null;
        head = new FrameHead(opcode, isFinal, PayloadLength(length, bytes[2..maskAt]), mask, headBytes);
        return true;
    }

    /// <summary>Makes a whole frame, final.</summary>
    /// <param name="mask">A client masks what it sends, a server does not.</param>
    public static byte[] Frame(Opcode opcode, ReadOnlySpan<byte> payload, FrameMask? mask)
    {
        Span<byte> head = stackalloc byte[MaxHeadBytes];
        head[0] = (byte)(FinalBit | (byte)opcode);
        int headBytes = WriteLength(head, payload.Length);
        if (mask is { } key)
        {
            head[1] |= MaskBit;
            key.Write(head[headBytes..]);
            headBytes += FrameMask.Bytes;
        }

        byte[] frame = new byte[headBytes + payload.Length];
        head[..headBytes].CopyTo(frame);
        Span<byte> body = frame.AsSpan(headBytes);
        payload.CopyTo(body);
        mask?.Apply(body, at: 0);
        return frame;
    }

    private static void Check(byte first, Opcode opcode, bool isFinal, int length)
    {
        if ((first & ReservedBits) != 0)
        {
            throw new FrameException("a frame of an extension that was not agreed");
        }

        if (opcode is (> Opcode.Binary and < Opcode.Close) or > Opcode.Pong)
        {
            throw new FrameException("a frame of an unknown kind");
        }

        if (opcode >= Opcode.Close && (!isFinal || length > MaxControlBytes))
        {
            throw new FrameException("a control frame in parts, or too long");
        }
    }

    /// <summary>Only the shortest form of a length is allowed.</summary>
    private static long PayloadLength(int length, ReadOnlySpan<byte> following)
    {
        ulong value = length switch
        {
            ShortFollows => BinaryPrimitives.ReadUInt16BigEndian(following),
            LongFollows => BinaryPrimitives.ReadUInt64BigEndian(following),
            _ => (ulong)length,
        };
        bool isShortest = length switch
        {
            ShortFollows => value > MaxControlBytes,
            LongFollows => value > ushort.MaxValue,
            _ => true,
        };
        return isShortest && value <= long.MaxValue ? (long)value : throw new FrameException("a frame with an impossible length");
    }

    private static int WriteLength(Span<byte> head, int length)
    {
        if (length <= MaxControlBytes)
        {
            head[1] = (byte)length;
            return 2;
        }

        if (length <= ushort.MaxValue)
        {
            head[1] = ShortFollows;
            BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)length);
            return 2 + sizeof(ushort);
        }

        head[1] = LongFollows;
        BinaryPrimitives.WriteUInt64BigEndian(head[2..], (ulong)length);
        return 2 + sizeof(ulong);
    }
}
