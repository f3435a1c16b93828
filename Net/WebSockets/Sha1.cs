using System.Buffers.Binary;
using System.Numerics;

namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>
/// SHA-1 (RFC 3174, method 1), for the opening handshake alone: the protocol prescribes it and nothing secret rests on it. The
/// framework's own would load OpenSSL, for 4 MB of memory.
/// </summary>
internal static class Sha1
{
    public const int HashBytes = 20;

    private const int BlockBytes = 64, LengthBytes = sizeof(ulong), Rounds = 80;

    /// <summary>The hash of some bytes.</summary>
    public static byte[] Of(ReadOnlySpan<byte> message)
    {
        byte[] padded = Padded(message);
        Span<uint> state = [0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0];
        for (int block = 0; block < padded.Length; block += BlockBytes)
        {
            Absorb(state, padded.AsSpan(block, BlockBytes));
        }

        byte[] hash = new byte[HashBytes];
        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(hash.AsSpan(i * sizeof(uint)), state[i]);
        }

        return hash;
    }

    /// <summary>The message, a one bit, zeros, and its length in bits at the end of a block (section 4).</summary>
    private static byte[] Padded(ReadOnlySpan<byte> message)
    {
        int blocks = (message.Length + 1 + LengthBytes + BlockBytes - 1) / BlockBytes;
        byte[] padded = new byte[blocks * BlockBytes];
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(padded.AsSpan(padded.Length - LengthBytes), (ulong)message.Length * 8);
        return padded;
    }

    private static void Absorb(Span<uint> state, ReadOnlySpan<byte> block)
    {
        Span<uint> words = stackalloc uint[Rounds];
        for (int t = 0; t < Rounds; t++)
        {
            words[t] = t < 16
                ? BinaryPrimitives.ReadUInt32BigEndian(block[(t * sizeof(uint))..])
                : BitOperations.RotateLeft(words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16], 1);
        }

        (uint a, uint b, uint c, uint d, uint e) = (state[0], state[1], state[2], state[3], state[4]);
        for (int t = 0; t < Rounds; t++)
        {
            uint next = BitOperations.RotateLeft(a, 5) + Mix(t, b, c, d) + e + words[t];
            (a, b, c, d, e) = (next, a, BitOperations.RotateLeft(b, 30), c, d);
        }

        (state[0], state[1], state[2], state[3], state[4]) = (state[0] + a, state[1] + b, state[2] + c, state[3] + d, state[4] + e);
    }

    /// <summary>The function and the constant of a round (section 5).</summary>
    private static uint Mix(int round, uint b, uint c, uint d) => (round / 20) switch
    {
        0 => ((b & c) | (~b & d)) + 0x5A827999,
        1 => (b ^ c ^ d) + 0x6ED9EBA1,
        2 => ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC,
        _ => (b ^ c ^ d) + 0xCA62C1D6,
    };
}
