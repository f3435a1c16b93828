using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// The one factory of <see cref="SafeText"/> from untrusted text. Keeps scratch memory, so each thread has its own.
/// Controls become visible pictures, invisible and reordering characters vanish, and a cluster about whose width terminals
/// disagree is drawn as its base: an emoji sequence as its first emoji, a keycap as its digit, a flag as its two letters.
/// </summary>
internal sealed class Sanitizer(TextMode mode)
{
    /// <summary>More are noise meant to spill over neighbouring rows.</summary>
    private const int MaxMarksPerBase = 4;

    private const int Delete = 0x7F;
    private const int FirstControlPicture = 0x2400;
    private const int DeletePicture = 0x2421;
    private const int DottedCircle = 0x25CC;
    private const int EnclosingKeycap = 0x20E3;
    private const int FirstRegionalIndicator = 0x1F1E6;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>Where tabs lead to in text that keeps its lines: multiples of this many columns.</summary>
    private const int TabColumns = 4;

    private readonly TextRunBuilder _line = new();
    private EmojiState _emoji;

    /// <summary>Where in an emoji sequence the next rune stands.</summary>
    private enum EmojiState
    {
        Outside,
        AfterPictograph,
        AfterJoiner,
    }

    /// <summary>
    /// The text on one line: tabs and line breaks, with the blanks after them, become one space.
    /// </summary>
    /// <param name="maxColumns">What is wider is cut at a cluster and ends in <see cref="Glyphs.Ellipsis"/>. Reading stops
    /// there.</param>
    public SafeText SingleLine(string? raw, int maxColumns = int.MaxValue)
    {
        if (string.IsNullOrEmpty(raw) || maxColumns <= 0)
        {
            return SafeText.Empty;
        }

        if (raw.Length <= maxColumns && !raw.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return new SafeText(raw);
        }

        BeginLine();
        AddLine(raw, maxColumns);
        if (_line.Columns > maxColumns)
        {
            _line.CutTo(maxColumns - 1);
            _line.Append(TextRune.Narrow(Glyphs.For(mode).Ellipsis.Value));
        }

        return _line.ToText();
    }

    /// <summary>One line of a text that keeps its line breaks, tabs as blanks.</summary>
    /// <param name="raw">Without line breaks.</param>
    public SafeText Line(ReadOnlySpan<char> raw)
    {
        BeginLine();
        while (!raw.IsEmpty)
        {
            raw = raw[AddNext(raw)..];
        }

        return _line.ToText();
    }

    /// <summary>How much of a text one line of some columns takes: up to the blank, or else the wide character, that allows a break,
    /// and never a part of a cluster.</summary>
    /// <param name="raw">Without line breaks, and not empty.</param>
    /// <returns>UTF-16 units, one cluster at least; a blank at the end may stand beyond the columns.</returns>
    public int Fit(ReadOnlySpan<char> raw, int maxColumns)
    {
        BeginLine();
        int used = 0;
        int breakAt = 0;
        int columnsBefore = 0;
        bool isBehindWide = false;
        while (used < raw.Length)
        {
            bool isBlank = raw[used] is ' ' or '\t';
            int next = used + AddNext(raw[used..]);
            int gained = _line.Columns - columnsBefore;
            if (_line.Columns > maxColumns)
            {
                return isBlank || used == 0 ? next : gained == 2 || breakAt == 0 ? used : breakAt;
            }

            // Before and behind a wide cluster; behind it is where the next one begins, after its marks and joiners.
            breakAt = isBlank ? next : gained == 2 || (isBehindWide && gained > 0) ? used : breakAt;
            isBehindWide = gained == 0 ? isBehindWide : gained == 2;
            (used, columnsBefore) = (next, _line.Columns);
        }

        return used;
    }

    private void BeginLine()
    {
        _line.Clear();
        _emoji = EmojiState.Outside;
    }

    /// <returns>UTF-16 units taken.</returns>
    private int AddNext(ReadOnlySpan<char> rest)
    {
        _ = Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed);
        if (rune.Value != '\t')
        {
            Add(rune);
            return consumed;
        }

        _emoji = EmojiState.Outside;
        do
        {
            _line.Append(TextRune.Narrow(' '));
        }
        while (_line.Columns % TabColumns != 0);
        return consumed;
    }

    private void AddLine(ReadOnlySpan<char> rest, int maxColumns)
    {
        bool inBreak = false;
        while (!rest.IsEmpty && _line.Columns <= maxColumns)
        {
            // A lone surrogate comes out as U+FFFD.
            _ = Rune.DecodeFromUtf16(rest, out Rune rune, out int consumed);
            rest = rest[consumed..];
            bool isBreak = rune.Value is '\t' or '\n' or '\r';
            if (inBreak && (isBreak || rune.Value == ' '))
            {
                continue;
            }

            inBreak = isBreak;
            Add(isBreak ? new Rune(' ') : rune);
        }
    }

    private void Add(Rune rune)
    {
        if (mode == TextMode.Ascii)
        {
            AddAscii(rune);
        }
        else
        {
            AddUnicode(rune);
        }
    }

    private void AddAscii(Rune rune)
    {
        if (rune.Value is < ' ' or Delete)
        {
            _line.Append(TextRune.Narrow('^'));
            _line.Append(TextRune.Narrow(rune.Value ^ 0x40));
        }
        else if (rune.IsAscii)
        {
            _line.Append(TextRune.Narrow(rune.Value));
        }
        else if (TextWidth.ClassOf(rune) != WidthClass.Dropped)
        {
            _line.Append(TextRune.Narrow('?'));
        }
    }

    private void AddUnicode(Rune rune)
    {
        WidthClass widthClass = TextWidth.ClassOf(rune);
        EmojiState before = _emoji;
        _emoji = Next(before, widthClass, rune.Value);
        switch (widthClass)
        {
            case WidthClass.Dropped:
            case WidthClass.PictographNarrow or WidthClass.PictographWide when before == EmojiState.AfterJoiner:
            case WidthClass.EmojiModifier when before == EmojiState.AfterPictograph:
                break;
            case WidthClass.Mark:
                AddMark(rune.Value);
                break;
            case WidthClass.HangulMedial:
                AddHangulMedial(rune.Value);
                break;
            case WidthClass.RegionalIndicator:
                _line.Append(TextRune.Narrow('A' + rune.Value - FirstRegionalIndicator));
                break;
            case WidthClass.Replaced when rune.Value < ' ':
                _line.Append(TextRune.Narrow(FirstControlPicture + rune.Value));
                break;
            case WidthClass.Replaced when rune.Value == Delete:
                _line.Append(TextRune.Narrow(DeletePicture));
                break;
            default:
                _ = TextWidth.TryShape(rune, out TextRune shaped);
                _line.Append(shaped);
                break;
        }
    }

    private static EmojiState Next(EmojiState before, WidthClass widthClass, int codePoint) => widthClass switch
    {
        WidthClass.PictographNarrow or WidthClass.PictographWide => EmojiState.AfterPictograph,
        WidthClass.EmojiModifier when before == EmojiState.AfterPictograph => EmojiState.AfterPictograph,
        WidthClass.Dropped when before == EmojiState.AfterPictograph && codePoint == ZeroWidthJoiner => EmojiState.AfterJoiner,
        WidthClass.Dropped => before,
        _ => EmojiState.Outside,
    };

    private void AddMark(int codePoint)
    {
        if (codePoint == EnclosingKeycap)
        {
            return;
        }

        if (_line.Last is null)
        {
            _line.Append(TextRune.Narrow(DottedCircle));
        }

        if (_line.TrailingMarks < MaxMarksPerBase)
        {
            _line.Append(TextRune.Mark(codePoint));
        }
    }

    private void AddHangulMedial(int codePoint)
    {
        if (_line.Last is { } last && Hangul.TryCompose(last.CodePoint, codePoint, out int syllable))
        {
            _line.ReplaceLast(TextRune.Wide(syllable));
        }
        else
        {
            _line.Append(TextRune.Replacement);
        }
    }
}
