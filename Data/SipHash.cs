using System.Buffers.Binary;
using System.Numerics;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// SipHash-2-4 with 128 bits of output (Aumasson and Bernstein, "SipHash: a fast short-input PRF"): whoever does not know the key
/// cannot prepare two texts with one hash, whatever they may write into a store.
/// </summary>
internal ref struct SipHash
{
    private const int WordBytes = sizeof(ulong);

    /// <summary>Tell the two halves of the output apart.</summary>
    private const ulong FirstHalf = 0xee, SecondHalf = 0xdd;

    private ulong _v0, _v1, _v2, _v3;

    private SipHash(ulong key0, ulong key1)
    {
        _v0 = key0 ^ 0x736f6d6570736575;
        _v1 = key1 ^ 0x646f72616e646f6d ^ FirstHalf;
        _v2 = key0 ^ 0x6c7967656e657261;
        _v3 = key1 ^ 0x7465646279746573;
    }

    /// <summary>The hash of some bytes under a key.</summary>
    public static (ulong First, ulong Second) Of(ReadOnlySpan<byte> bytes, ulong key0, ulong key1)
    {
        var state = new SipHash(key0, key1);
        ReadOnlySpan<byte> rest = bytes;
        for (; rest.Length >= WordBytes; rest = rest[WordBytes..])
        {
            state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        Span<byte> last = stackalloc byte[WordBytes];
        last.Clear();
        rest.CopyTo(last);
        last[^1] = (byte)bytes.Length;
        state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(last));
        return state.Finish();
    }

    private void Absorb(ulong word)
    {
        _v3 ^= word;
        Mix(rounds: 2);
        _v0 ^= word;
    }

    private (ulong First, ulong Second) Finish()
    {
        _v2 ^= FirstHalf;
        Mix(rounds: 4);
        ulong first = _v0 ^ _v1 ^ _v2 ^ _v3;
        _v1 ^= SecondHalf;
        Mix(rounds: 4);
        return (first, _v0 ^ _v1 ^ _v2 ^ _v3);
    }

    private void Mix(int rounds)
    {
        for (int round = 0; round < rounds; round++)
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32) + _v3;
            _v2 += _v1;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
