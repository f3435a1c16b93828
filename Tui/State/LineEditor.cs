using System.Globalization;
using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>One line of text and a cursor in it, moved and erased by whole characters as a person sees them.</summary>
internal sealed class LineEditor
{
    /// <summary>As long as a filter may be; what is pasted beyond it is dropped.</summary>
    public const int MaxCharacters = TraceFilter.MaxCharacters;

    public string Text { get; private set; } = "";

    /// <summary>UTF-16 units before the cursor.</summary>
    public int Cursor { get; private set; }

    public void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    /// <summary>Follows one key.</summary>
    /// <returns>True when it belongs to the line.</returns>
    public bool Apply(Key key)
    {
        if (key.Code == KeyCode.Character && key.Modifiers is KeyModifiers.None or KeyModifiers.Shift)
        {
            Insert(key.Rune.ToString());
            return true;
        }

        return key.Modifiers == KeyModifiers.Control ? ApplyControl(key) : key.Modifiers == KeyModifiers.None && ApplyPlain(key.Code);
    }

    /// <summary>Puts text in at the cursor: line breaks, tabs and other controls become blanks, invisible characters go.</summary>
    public void Insert(string text)
    {
        string clean = Clean(text);
        int fits = Math.Clamp(MaxCharacters - Text.Length, 0, clean.Length);
        clean = clean[..(fits > 0 && char.IsHighSurrogate(clean[fits - 1]) ? fits - 1 : fits)];
        Text = Text.Insert(Cursor, clean);
        Cursor += clean.Length;
    }

    private static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                clean.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                clean.Append(rune.ToString());
            }
        }

        return clean.ToString();
    }

    private bool ApplyControl(Key key)
    {
        switch (key.Code == KeyCode.Character ? (char)key.Rune.Value : ' ')
        {
            case 'u':
                Erase(0, Cursor);
                return true;
            case 'w':
                Erase(WordStart(), Cursor);
                return true;
            case 'a':
                Cursor = 0;
                return true;
            case 'e':
                Cursor = Text.Length;
                return true;
            default:
                return false;
        }
    }

    private bool ApplyPlain(KeyCode code)
    {
        switch (code)
        {
            case KeyCode.Left:
                Cursor = Before();
                return true;
            case KeyCode.Right:
                Cursor = After();
                return true;
            case KeyCode.Home:
                Cursor = 0;
                return true;
            case KeyCode.End:
                Cursor = Text.Length;
                return true;
            case KeyCode.Backspace:
                Erase(Before(), Cursor);
                return true;
            case KeyCode.Delete:
                Erase(Cursor, After());
                return true;
            default:
                return false;
        }
    }

    private void Erase(int from, int to)
    {
        Text = Text.Remove(from, to - from);
        Cursor = from;
    }

    private int After() => Cursor + StringInfo.GetNextTextElementLength(Text, Cursor);

    private int Before()
    {
        int start = 0;
        for (int next = 0; next < Cursor; next += StringInfo.GetNextTextElementLength(Text, next))
        {
            start = next;
        }

        return start;
    }

    /// <summary>The blanks before the cursor belong to the word before them.</summary>
    private int WordStart()
    {
        int start = Cursor;
        while (start > 0 && Text[start - 1] == ' ')
        {
            start--;
        }

        while (start > 0 && Text[start - 1] != ' ')
        {
            start--;
        }

        return start;
    }
}
