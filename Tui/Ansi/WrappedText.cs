using System.Buffers;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// A long untrusted text in lines of some columns, its own line breaks kept. Where the lines begin is found once per width; a line is
/// made drawable when it is drawn, and kept while it stays near.
/// </summary>
internal sealed class WrappedText(Sanitizer sanitizer)
{
    /// <summary>Lines kept drawable: as many as a screen can have.</summary>
    private const int KeptLines = ScreenBuffer.MaxRows;

    private static readonly SearchValues<char> LineBreaks = SearchValues.Create("\r\n\u0085\u2028\u2029");

    private readonly List<(int Start, int Length)> _lines = [];
    private readonly (int Line, SafeText Text)[] _kept = new (int, SafeText)[KeptLines];

    private string _text = "";
    private int _columns;

    /// <summary>Lines in all; none of an empty text.</summary>
    public int Count => _lines.Count;

    /// <param name="line">0-based.</param>
    public SafeText this[int line]
    {
        get
        {
            ref (int Line, SafeText Text) kept = ref _kept[line % KeptLines];
            if (kept.Line != line + 1)
            {
                (int start, int length) = _lines[line];
                kept = (line + 1, sanitizer.Line(_text.AsSpan(start, length)));
            }

            return kept.Text;
        }
    }

    /// <summary>Where a line begins in the text.</summary>
    /// <param name="line">0-based.</param>
    public int StartOf(int line) => _lines[line].Start;

    /// <summary>Wraps a text, unless it is the same at the same width.</summary>
    public void Set(string text, int columns)
    {
        if (ReferenceEquals(text, _text) && columns == _columns)
        {
            return;
        }

        (_text, _columns) = (text, columns);
        _lines.Clear();
        Array.Clear(_kept);
        int start = 0;
        while (start < text.Length)
        {
            int length = text.AsSpan(start).IndexOfAny(LineBreaks);
            int end = length < 0 ? text.Length : start + length;
            WrapLine(start, end);
            start = end + (end + 1 < text.Length && text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
        }
    }

    private void WrapLine(int start, int end)
    {
        if (start == end)
        {
            _lines.Add((start, 0));
            return;
        }

        bool isPlain = !_text.AsSpan(start, end - start).ContainsAnyExceptInRange(' ', '~');
        while (start < end)
        {
            ReadOnlySpan<char> rest = _text.AsSpan(start, end - start);
            int taken = isPlain ? FitPlain(rest) : sanitizer.Fit(rest, _columns);
            _lines.Add((start, rest[..taken].TrimEnd(" \t").Length));
            start += taken;
        }
    }

    /// <summary>As <see cref="Sanitizer.Fit"/>, for printable ASCII.</summary>
    private int FitPlain(ReadOnlySpan<char> rest)
    {
        if (rest.Length <= _columns)
        {
            return rest.Length;
        }

        if (rest[_columns] == ' ')
        {
            return _columns + 1;
        }

        int blank = rest[.._columns].LastIndexOf(' ');
        return blank >= 0 ? blank + 1 : _columns;
    }
}
