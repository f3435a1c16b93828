namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Collects the runes of one line in memory that is used again for the next line.</summary>
internal sealed class TextRunBuilder
{
    /// <summary>Enough for a row of a table; grows for wider ones.</summary>
    private const int InitialRunes = 256;

    private TextRune[] _runes = new TextRune[InitialRunes];
    private int _count;

    public int Columns { get; private set; }

    /// <summary>Null when there is none.</summary>
    public TextRune? Last => _count == 0 ? null : _runes[_count - 1];

    /// <summary>Marks at the end.</summary>
    public int TrailingMarks
    {
        get
        {
            int first = _count;
            while (first > 0 && _runes[first - 1].Columns == 0)
            {
                first--;
            }

            return _count - first;
        }
    }

    /// <summary>One string when all is ASCII, else an array of runes.</summary>
    public static SafeText ToText(ReadOnlySpan<TextRune> runes, int columns)
    {
        foreach (TextRune rune in runes)
        {
            if (rune.CodePoint > '~')
            {
                return new SafeText(runes.ToArray(), columns);
            }
        }

        return runes.IsEmpty ? SafeText.Empty : new SafeText(string.Create(runes.Length, runes, static (text, source) =>
        {
            for (int index = 0; index < text.Length; index++)
            {
                text[index] = (char)source[index].CodePoint;
            }
        }));
    }

    public void Clear()
    {
        _count = 0;
        Columns = 0;
    }

    public void Append(TextRune rune)
    {
        if (_count == _runes.Length)
        {
            Array.Resize(ref _runes, _count * 2);
        }

        _runes[_count++] = rune;
        Columns += rune.Columns;
    }

    public void ReplaceLast(TextRune rune)
    {
        Columns += rune.Columns - _runes[_count - 1].Columns;
        _runes[_count - 1] = rune;
    }

    /// <summary>Takes whole clusters off the end until at most so many columns are left.</summary>
    public void CutTo(int maxColumns)
    {
        while (Columns > maxColumns)
        {
            Columns -= _runes[--_count].Columns;
        }
    }

    public SafeText ToText() => ToText(_runes.AsSpan(0, _count), Columns);
}
