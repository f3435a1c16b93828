using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>Frames that follow each other as a dashboard's do: rows inserted and scrolled, words and figures changed, styles
/// moved.</summary>
internal sealed class RandomFrames(int seed, TextMode mode = TextMode.Unicode)
{
    private static readonly string[] Words =
    [
        "SUCCESS", "FAILED", "gpt-4.1-mini", "3420ms", "1,247", "Explain", "日本語のテキスト", "한국어", "e\u0301te\u0301", "👨‍👩‍👧 family", "🇩🇪", "❤️",
        "שלום", "हिन्दी", "1️⃣", "─╮│", "\t", "\u0001\u001b]0;x\u0007", "Z\u0335\u0336\u0337\u0338\u0339\u033a", "…", "한", "🚀🚀", " ", "       ",
        "⚡ok", "\U0001FAE8\U0001FAE0!", "﷽", "\ue0b0x", "நிகண்டு", "ภาษาไทย", "꧅⸻", "𒐫", "\U0002FFFD", "☺", "\U0001F3FB", "ｶﾞ", "가", "→①",
    ];

    private static readonly Style[] Styles =
    [
        Style.Plain, new(Color.Green), new(Color.Red, TextAttributes.Bold), new(Color.Default, TextAttributes.Dim),
        new(Color.BrightBlack), new(Color.Default, TextAttributes.Reverse), new(Color.Yellow, TextAttributes.Underline),
        new(Color.Black, TextAttributes.None, Color.Cyan), new(Color.Default, TextAttributes.Bold | TextAttributes.Dim),
        new(Color.Palette256(200)), new(Color.Rgb(1, 2, 3), TextAttributes.Bold, Color.BrightWhite),
    ];

    private readonly Random _random = new(seed);
    private readonly Sanitizer _sanitizer = new(mode);
    private readonly List<(SafeText Text, Style Style)> _lines = [];
    private bool _hasBorder = true;
    private int _marker;

    /// <summary>Changes the content a little, or a lot, and draws it.</summary>
    public void DrawNext(ScreenBuffer screen)
    {
        Change(screen);
        screen.Clear();
        int inset = _hasBorder ? 2 : 0;
        for (int row = 0; row < screen.Rows; row++)
        {
            if (row < _lines.Count)
            {
                screen.Put(inset, row, _lines[row].Text, _lines[row].Style, screen.Columns - (2 * inset));
            }

            if (_hasBorder)
            {
                screen.PutGlyph(0, row, Glyphs.For(mode).Vertical, Styles[4]);
                screen.PutGlyph(screen.Columns - 1, row, Glyphs.For(mode).Vertical, Styles[4]);
            }
        }

        screen.PutGlyph(1, _marker, Glyphs.For(mode).Selection, Styles[2]);
        Disturb(screen);
    }

    private void Change(ScreenBuffer screen)
    {
        _marker = _random.Next(4) == 0 ? _random.Next(screen.Rows) : _marker;
        switch (_random.Next(10))
        {
            case < 4:
                int at = _random.Next(2) == 0 ? 0 : _random.Next(Math.Min(_lines.Count, screen.Rows) + 1);
                for (int count = _random.Next(1, 4); count > 0; count--)
                {
                    _lines.Insert(at, NewLine());
                }

                break;
            case < 6 when _lines.Count > 3:
                _lines.RemoveRange(_random.Next(_lines.Count - 3), _random.Next(1, 4));
                break;
            case < 9:
                for (int count = _random.Next(4); count > 0 && _lines.Count > 0; count--)
                {
                    _lines[_random.Next(_lines.Count)] = NewLine();
                }

                break;
            default:
                _lines.Clear();
                _hasBorder = !_hasBorder;
                break;
        }

        if (_lines.Count > screen.Rows * 2)
        {
            _lines.RemoveRange(screen.Rows, _lines.Count - screen.Rows);
        }
    }

    private (SafeText Text, Style Style) NewLine()
    {
        var text = new StringBuilder();
        for (int count = _random.Next(12); count > 0; count--)
        {
            text.Append(_random.Next(12) == 0 ? $"{_random.Next()}" : Words[_random.Next(Words.Length)]).Append(' ');
        }

        return (_sanitizer.SingleLine(text.ToString(), _random.Next(1, 200)), Styles[_random.Next(Styles.Length)]);
    }

    /// <summary>Overlays that break wide characters, at and beyond the edges.</summary>
    private void Disturb(ScreenBuffer screen)
    {
        if (_random.Next(3) == 0)
        {
            (SafeText text, Style style) = NewLine();
            screen.Put(_random.Next(-5, screen.Columns + 5), _random.Next(-2, screen.Rows + 2), text, style, _random.Next(40));
        }

        if (_random.Next(6) == 0)
        {
            screen.AddAttributes(RandomRect(screen), TextAttributes.Reverse);
        }

        if (_random.Next(10) == 0)
        {
            screen.Fill(RandomRect(screen), new Rune(" x-"[_random.Next(3)]), Styles[_random.Next(Styles.Length)]);
        }
    }

    private Rect RandomRect(ScreenBuffer screen) =>
        new(_random.Next(-3, screen.Columns), _random.Next(-3, screen.Rows), _random.Next(screen.Columns), _random.Next(4));
}
