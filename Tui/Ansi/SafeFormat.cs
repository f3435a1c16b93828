using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// The program's own words and numbers, written as <c>$"..."</c> where a text is drawn. A hole takes whole numbers, runes and
/// <see cref="SafeText"/>; a string or an object does not compile. Allocates nothing: it lives in a ring of scratch memory of its
/// thread and is valid until three more have been made, so draw it at once or keep it with <see cref="SafeText.Of"/>.
/// </summary>
[InterpolatedStringHandler]
internal ref struct SafeFormat
{
    /// <summary>Runes that one text can have, wider than any terminal; the rest is cut.</summary>
    private const int MaxRunes = 1024;

    /// <summary>Four texts: enough for a call that takes several.</summary>
    private const int RingRunes = 4 * MaxRunes;

    /// <summary>A 64-bit number with sign and group separators has 26 characters, with D or N precision up to this.</summary>
    private const int MaxNumberChars = 64;

    [ThreadStatic]
    private static TextRune[]? _ring;

    [ThreadStatic]
    private static int _next;

    private readonly Span<TextRune> _space;
    private int _count;

    /// <summary>Called by the compiler.</summary>
    public SafeFormat(int literalLength, int formattedCount)
    {
        _ = literalLength + formattedCount;
        _ring ??= new TextRune[RingRunes];
        _space = _ring.AsSpan(_next, MaxRunes);
        _next = (_next + MaxRunes) % RingRunes;
    }

    /// <summary>The columns that the whole text takes.</summary>
    public int Columns { get; private set; }

    internal readonly ReadOnlySpan<TextRune> Runes => _space[.._count];

    /// <summary>Called by the compiler with the words between the holes.</summary>
    public void AppendLiteral(string value)
    {
        foreach (Rune rune in value.EnumerateRunes())
        {
            AppendFormatted(rune);
        }
    }

    /// <summary>One rune, for instance of <see cref="Glyphs"/>. Controls are shown as U+FFFD.</summary>
    public void AppendFormatted(Rune value)
    {
        if (TextWidth.TryShape(value, out TextRune shaped))
        {
            Append(shaped);
        }
    }

    public void AppendFormatted(SafeText value)
    {
        foreach (char ascii in value.Ascii)
        {
            Append(TextRune.Narrow(ascii));
        }

        foreach (TextRune rune in value.Runes)
        {
            Append(rune);
        }
    }

    /// <summary>A text made just before; see the summary of the type for how long it is valid.</summary>
    public void AppendFormatted(SafeFormat value)
    {
        foreach (TextRune rune in value.Runes)
        {
            Append(rune);
        }
    }

    public void AppendFormatted(int value) => AppendNumber(value, default);

    /// <param name="format">A standard format for integers, for instance <c>N0</c> or <c>D2</c>.</param>
    public void AppendFormatted(int value, string format) => AppendNumber(value, format);

    public void AppendFormatted(long value) => AppendNumber(value, default);

    /// <inheritdoc cref="AppendFormatted(int, string)"/>
    public void AppendFormatted(long value, string format) => AppendNumber(value, format);

    /// <summary>Gives an interpolated string its type where the compiler would take it for a string: in an arm of a
    /// choice.</summary>
    public static SafeFormat Of(SafeFormat text) => text;

    internal readonly SafeText ToText() => TextRunBuilder.ToText(Runes, Columns);

    private void AppendNumber(long value, ReadOnlySpan<char> format)
    {
        Span<char> digits = stackalloc char[MaxNumberChars];
        if (!value.TryFormat(digits, out int written, format, CultureInfo.InvariantCulture))
        {
            throw new FormatException($"A number of more than {MaxNumberChars} characters");
        }

        foreach (char digit in digits[..written])
        {
            Append(TextRune.Narrow(digit));
        }
    }

    private void Append(TextRune rune)
    {
        if (_count < _space.Length)
        {
            _space[_count++] = rune;
            Columns += rune.Columns;
        }
    }
}
