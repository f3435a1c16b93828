using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>Compares what a terminal shows with the frame that was meant.</summary>
internal static class ScreenAssert
{
    /// <summary>What has been said of a style or a character once, per thread: a hundred thousand frames have few of them.</summary>
    [ThreadStatic]
    private static Dictionary<Style, VtPen>? _pens;

    [ThreadStatic]
    private static Dictionary<uint, string>? _texts;

    /// <summary>A terminal that agrees with the product about every width.</summary>
    public static VtScreen NewTerminal(int columns, int rows) => new(columns, rows, ColumnsOf);

    public static void Shows(ScreenBuffer expected, VtScreen terminal, string because)
    {
        ReadOnlySpan<Cell> cells = expected.Cells;
        for (int index = 0; index < cells.Length; index++)
        {
            Cell cell = cells[index];
            VtCell shown = terminal[index];
            string text = TextOf(expected, cell);
            if (shown.Text != text || shown.Columns != cell.Columns || !Looks(expected.Styles[cell.StyleId], cell, shown))
            {
                Assert.Fail($"{because}: cell {index / expected.Columns},{index % expected.Columns} shows {shown}, not {text} {expected.Styles[cell.StyleId]}");
            }
        }
    }

    private static int ColumnsOf(int codePoint) =>
        TextWidth.TryShape(new Rune(codePoint), out TextRune shaped) ? shaped.Columns : 0;

    private static string TextOf(ScreenBuffer screen, Cell cell)
    {
        if (!cell.IsCluster)
        {
            Dictionary<uint, string> texts = _texts ??= new() { [0] = "" };
            return texts.TryGetValue(cell.Glyph, out string? known) ? known : texts[cell.Glyph] = new Rune(cell.Glyph).ToString();
        }

        var text = new StringBuilder();
        for (int index = 0; screen.Clusters[cell.Glyph].CodePointAt(index) != 0; index++)
        {
            text.Append(new Rune(screen.Clusters[cell.Glyph].CodePointAt(index)).ToString());
        }

        return text.ToString();
    }

    private static bool Looks(Style style, Cell cell, VtCell shown)
    {
        // Of a blank only what is visible counts.
        if (cell.Glyph == ' ' && style.IsInvisibleOnBlank)
        {
            return shown.Pen.Background == "49" && !shown.Pen.Reverse && !shown.Pen.Underline;
        }

        Dictionary<Style, VtPen> pens = _pens ??= [];
        VtPen expected = pens.TryGetValue(style, out VtPen known) ? known : pens[style] = PenOf(style);
        return cell.Columns == 0 || shown.Pen == expected;
    }

    private static VtPen PenOf(Style style) => new(
        style.Attributes.HasFlag(TextAttributes.Bold),
        style.Attributes.HasFlag(TextAttributes.Dim),
        style.Attributes.HasFlag(TextAttributes.Underline),
        style.Attributes.HasFlag(TextAttributes.Reverse),
        Sgr(style.Foreground, 30),
        Sgr(style.Background, 40));

    private static string Sgr(Color color, int first) => color.Kind switch
    {
        ColorKind.Default => $"{first + 9}",
        ColorKind.Palette16 => $"{(color.Value < 8 ? first + color.Value : first + 52 + color.Value)}",
        ColorKind.Palette256 => $"{first + 8};5;{color.Value}",
        _ => $"{first + 8};2;{color.Value >> 16};{(color.Value >> 8) & 255};{color.Value & 255}",
    };
}
