using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>Compares what a terminal shows with the frame that was meant.</summary>
internal static class ScreenAssert
{
    /// <summary>A terminal that agrees with the product about every width.</summary>
    public static VtScreen NewTerminal(int columns, int rows) => new(columns, rows, ColumnsOf);

    public static void Shows(ScreenBuffer expected, VtScreen terminal, string because)
    {
        for (int row = 0; row < expected.Rows; row++)
        {
            for (int column = 0; column < expected.Columns; column++)
            {
                Cell cell = expected.Cells[(row * expected.Columns) + column];
                VtCell shown = terminal[row, column];
                if (shown.Text != TextOf(expected, cell) || shown.Columns != cell.Columns || !Looks(expected.Styles[cell.StyleId], cell, shown))
                {
                    Assert.Fail($"{because}: cell {row},{column} shows {shown}, not {TextOf(expected, cell)} {expected.Styles[cell.StyleId]}");
                }
            }
        }
    }

    private static int ColumnsOf(int codePoint) =>
        TextWidth.TryShape(new Rune(codePoint), out TextRune shaped) ? shaped.Columns : 0;

    private static string TextOf(ScreenBuffer screen, Cell cell)
    {
        if (!cell.IsCluster)
        {
            return cell.Columns == 0 ? "" : new Rune(cell.Glyph).ToString();
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
        VtPen expected = new(
            style.Attributes.HasFlag(TextAttributes.Bold),
            style.Attributes.HasFlag(TextAttributes.Dim),
            style.Attributes.HasFlag(TextAttributes.Underline),
            style.Attributes.HasFlag(TextAttributes.Reverse),
            Sgr(style.Foreground, 30),
            Sgr(style.Background, 40));

        // Of a blank only what is visible counts.
        return cell.Glyph == ' ' && style.IsInvisibleOnBlank
            ? shown.Pen.Background == "49" && !shown.Pen.Reverse && !shown.Pen.Underline
            : shown.Pen == expected || cell.Columns == 0;
    }

    private static string Sgr(Color color, int first) => color.Kind switch
    {
        ColorKind.Default => $"{first + 9}",
        ColorKind.Palette16 => $"{(color.Value < 8 ? first + color.Value : first + 52 + color.Value)}",
        ColorKind.Palette256 => $"{first + 8};5;{color.Value}",
        _ => $"{first + 8};2;{color.Value >> 16};{(color.Value >> 8) & 255};{color.Value & 255}",
    };
}
