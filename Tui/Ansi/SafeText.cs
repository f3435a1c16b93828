using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Text that may be drawn: no control characters, nothing that reorders or hides. Made of untrusted text by
/// <see cref="Sanitizer"/>, of the program's own words by <see cref="Of"/>. Made once per text and held, so that drawing it again
/// costs nothing.
/// </summary>
internal readonly struct SafeText
{
    /// <summary>A string of printable ASCII, an array of <see cref="TextRune"/>, or null for nothing.</summary>
    private readonly object? _content;

    /// <param name="ascii">Printable ASCII only.</param>
    internal SafeText(string ascii)
    {
        _content = ascii;
        Columns = ascii.Length;
    }

    /// <param name="columns">The sum of the columns of the runes.</param>
    internal SafeText(TextRune[] runes, int columns)
    {
        _content = runes;
        Columns = columns;
    }

    public static SafeText Empty => default;

    /// <summary>The columns that the whole text takes.</summary>
    public int Columns { get; }

    public bool IsEmpty => Columns == 0;

    public bool IsAscii => _content is not TextRune[];

    /// <summary>The text when <see cref="IsAscii"/>.</summary>
    internal ReadOnlySpan<char> Ascii => _content as string;

    /// <summary>The text when not <see cref="IsAscii"/>.</summary>
    internal ReadOnlySpan<TextRune> Runes => _content as TextRune[];

    /// <summary>Keeps a text of the program's own: <c>SafeText.Of($"retry in {seconds}s")</c>.</summary>
    public static SafeText Of(SafeFormat text) => text.ToText();

    /// <summary>The text as it appears on the screen, for output that has no cells.</summary>
    public override string ToString()
    {
        if (IsAscii)
        {
            return _content as string ?? "";
        }

        var text = new StringBuilder(Runes.Length);
        foreach (TextRune rune in Runes)
        {
            text.Append(new Rune(rune.CodePoint).ToString());
        }

        return text.ToString();
    }
}
