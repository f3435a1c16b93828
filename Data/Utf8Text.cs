using System.Runtime.CompilerServices;
using System.Text;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// A short text kept as UTF-8: half the memory of a string for what most traces hold, which matters where 100,000 are held. Two
/// are equal when their characters are.
/// </summary>
internal readonly struct Utf8Text : IEquatable<Utf8Text>
{
    /// <summary>Characters decoded on the stack; longer texts, which no trace has, on the heap.</summary>
    private const int UsualCharacters = 640;

    private readonly byte[]? _bytes;

    private Utf8Text(byte[] bytes) => _bytes = bytes;

    public bool IsEmpty => _bytes is null;

    private ReadOnlySpan<byte> Bytes => _bytes;

    /// <param name="text">Half of a surrogate pair becomes U+FFFD.</param>
    public static Utf8Text Of(string text) => text.Length == 0 ? default : new Utf8Text(Encoding.UTF8.GetBytes(text));

    /// <summary>Whether the text has a pattern in it, or is it. Allocates nothing.</summary>
    public bool Matches(TextPattern pattern, bool whole) => pattern.MatchesUtf8(Bytes, whole) ?? MatchesDecoded(pattern.ToString(), whole);

    /// <summary>Reads the first byte and the last.</summary>
    public void Touch()
    {
        if (_bytes is { } bytes)
        {
            _ = Volatile.Read(ref bytes[0]);
            _ = Volatile.Read(ref bytes[^1]);
        }
    }

    public bool Equals(Utf8Text other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is Utf8Text other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Bytes);
        return hash.ToHashCode();
    }

    public override string ToString() => Encoding.UTF8.GetString(Bytes);

    /// <summary>What it decodes into is not cleared: that would cost as much as the search.</summary>
    [SkipLocalsInit]
    private bool MatchesDecoded(string value, bool whole)
    {
        // No character takes fewer bytes than it gives UTF-16 units.
        Span<char> text = Bytes.Length <= UsualCharacters ? stackalloc char[Bytes.Length] : new char[Bytes.Length];
        text = text[..Encoding.UTF8.GetChars(Bytes, text)];
        return whole
            ? ((ReadOnlySpan<char>)text).Equals(value, StringComparison.OrdinalIgnoreCase)
            : ((ReadOnlySpan<char>)text).Contains(value, StringComparison.OrdinalIgnoreCase);
    }
}
