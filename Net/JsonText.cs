using System.Buffers;
using System.Globalization;
using System.Text;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// The contents of a JSON string (RFC 8259 section 7), decoded only as far as they are needed, so that a prompt of megabytes
/// costs no more than its preview. Never throws: whatever is no character becomes U+FFFD.
/// </summary>
internal static class JsonText
{
    private const int UnicodeEscapeBytes = 6;
    private const int HexDigits = 4;

    /// <summary>The first code points of a string.</summary>
    /// <param name="raw">The string as it stands in the message, without its quotes.</param>
    /// <param name="maxCodePoints">At most a few hundred: decoded on the stack.</param>
    public static string Cut(ReadOnlySpan<byte> raw, int maxCodePoints)
    {
        Span<char> text = stackalloc char[2 * maxCodePoints];
        return new string(text[..Decode(raw, text, maxCodePoints)]);
    }

    /// <summary>The first code points of a string, however many: decoded on the heap.</summary>
    /// <returns>The text, and whether the string has more.</returns>
    public static (string Text, bool IsCut) CutLong(ReadOnlySpan<byte> raw, int maxCodePoints)
    {
        // No character takes fewer bytes than it gives UTF-16 units.
        char[] buffer = ArrayPool<char>.Shared.Rent(Math.Min(raw.Length, 2 * (maxCodePoints + 1)));
        var text = new string(buffer.AsSpan(0, Decode(raw, buffer, maxCodePoints + 1)));
        ArrayPool<char>.Shared.Return(buffer);
        string cut = TraceText.Cut(text, maxCodePoints);
        return (cut, cut.Length < text.Length);
    }

    /// <summary>Decodes at most so many code points.</summary>
    /// <param name="text">Room for two characters per code point.</param>
    /// <returns>Characters written.</returns>
    public static int Decode(ReadOnlySpan<byte> raw, Span<char> text, int maxCodePoints)
    {
        int length = 0;
        for (int taken = 0; taken < maxCodePoints && !raw.IsEmpty; taken++)
        {
            length += Next(ref raw).EncodeToUtf16(text[length..]);
        }

        return length;
    }

    /// <summary>Whether the string reads as this ASCII word, written with escapes or without.</summary>
    public static bool Is(ReadOnlySpan<byte> raw, ReadOnlySpan<byte> word)
    {
        if (!raw.Contains((byte)'\\'))
        {
            return raw.SequenceEqual(word);
        }

        foreach (byte letter in word)
        {
            if (raw.IsEmpty || Next(ref raw).Value != letter)
            {
                return false;
            }
        }

        return raw.IsEmpty;
    }

    private static Rune Next(ref ReadOnlySpan<byte> raw)
    {
        if (raw[0] == '\\')
        {
            return NextEscape(ref raw);
        }

        _ = Rune.DecodeFromUtf8(raw, out Rune rune, out int consumed);
        raw = raw[consumed..];
        return rune;
    }

    private static Rune NextEscape(ref ReadOnlySpan<byte> raw)
    {
        if (TryReadUnit(raw, out ushort unit))
        {
            raw = raw[UnicodeEscapeBytes..];
            return FromUnits((char)unit, ref raw);
        }

        byte letter = raw.Length > 1 ? raw[1] : (byte)0;
        raw = raw[Math.Min(2, raw.Length)..];
        return letter switch
        {
            (byte)'n' => new Rune('\n'),
            (byte)'t' => new Rune('\t'),
            (byte)'r' => new Rune('\r'),
            (byte)'b' => new Rune('\b'),
            (byte)'f' => new Rune('\f'),
            (byte)'"' or (byte)'\\' or (byte)'/' => new Rune(letter),
            _ => Rune.ReplacementChar,
        };
    }

    /// <summary>The character of one escape, or of two that form a surrogate pair: a lone surrogate is no character.</summary>
    private static Rune FromUnits(char unit, ref ReadOnlySpan<byte> rest)
    {
        if (Rune.TryCreate(unit, out Rune rune))
        {
            return rune;
        }

        if (TryReadUnit(rest, out ushort low) && Rune.TryCreate(unit, (char)low, out rune))
        {
            rest = rest[UnicodeEscapeBytes..];
            return rune;
        }

        return Rune.ReplacementChar;
    }

    /// <summary>Reads <c>\uXXXX</c>.</summary>
    private static bool TryReadUnit(ReadOnlySpan<byte> raw, out ushort unit)
    {
        unit = 0;
        return raw.Length >= UnicodeEscapeBytes && raw[0] == '\\' && raw[1] == 'u'
            && ushort.TryParse(raw.Slice(2, HexDigits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out unit);
    }
}
