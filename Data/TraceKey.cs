using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// A 128-bit identity of a trace_id or of a stored document's _id: what the ledger and the counters remember instead of the text.
/// MurmurHash3 x64 128 with a seed drawn per process, so that no outsider can prepare two ids that collide.
/// </summary>
internal readonly record struct TraceKey(ulong High, ulong Low)
{
    private const ulong C1 = 0x87c37b91114253d5, C2 = 0x4cf5ad432745937f;
    private const int BlockBytes = 16;

    private static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    /// <summary>No identity: the record came without an id.</summary>
    public static TraceKey None => default;

    public bool IsNone => this == default;

    public static TraceKey Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    public static TraceKey Of(ReadOnlySpan<byte> bytes)
    {
        ulong h1 = Seed, h2 = Seed;
        ReadOnlySpan<byte> rest = bytes;
        for (; rest.Length >= BlockBytes; rest = rest[BlockBytes..])
        {
            MixBlock(ref h1, ref h2, rest);
        }

        Span<byte> tail = stackalloc byte[BlockBytes];
        tail.Clear();
        rest.CopyTo(tail);
        h1 ^= Scramble1(BinaryPrimitives.ReadUInt64LittleEndian(tail));
        h2 ^= Scramble2(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]));
        return Finish(h1, h2, (ulong)bytes.Length);
    }

    /// <summary>The keys are uniform already: any 32 of their bits serve a hash table.</summary>
    public override int GetHashCode() => (int)Low;

    private static void MixBlock(ref ulong h1, ref ulong h2, ReadOnlySpan<byte> block)
    {
        h1 ^= Scramble1(BinaryPrimitives.ReadUInt64LittleEndian(block));
        h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
        h2 ^= Scramble2(BinaryPrimitives.ReadUInt64LittleEndian(block[8..]));
        h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
    }

    private static ulong Scramble1(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong Scramble2(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;

    private static TraceKey Finish(ulong h1, ulong h2, ulong lengthBytes)
    {
        h1 ^= lengthBytes;
        h2 ^= lengthBytes;
        h1 += h2;
        h2 += h1;
        h1 = Avalanche(h1);
        h2 = Avalanche(h2);
        h1 += h2;
        h2 += h1;
        return h1 == 0 && h2 == 0 ? new TraceKey(0, 1) : new TraceKey(h1, h2);
    }

    private static ulong Avalanche(ulong k)
    {
        k = (k ^ (k >> 33)) * 0xff51afd7ed558ccd;
        k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53;
        return k ^ (k >> 33);
    }
}
