using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// A 128-bit identity of a trace_id or of a stored document's _id: what the ledger and the counters remember instead of the text.
/// Its hash has a key drawn per process: nobody can write two ids that would be taken for one.
/// </summary>
internal readonly record struct TraceKey(ulong High, ulong Low)
{
    private static readonly (ulong First, ulong Second) Key = (RandomBits(), RandomBits());

    /// <summary>No identity: the record came without an id.</summary>
    public static TraceKey None => default;

    public bool IsNone => this == default;

    public static TraceKey Of(ReadOnlySpan<char> text) => Of(MemoryMarshal.AsBytes(text));

    public static TraceKey Of(ReadOnlySpan<byte> bytes)
    {
        (ulong high, ulong low) = SipHash.Of(bytes, Key.First, Key.Second);
        return new TraceKey(high, low);
    }

    /// <summary>The keys are uniform already: any 32 of their bits serve a hash table.</summary>
    public override int GetHashCode() => (int)Low;

    private static ulong RandomBits() => (ulong)Random.Shared.NextInt64(long.MinValue, long.MaxValue);
}
