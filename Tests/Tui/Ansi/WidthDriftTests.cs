using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>A terminal that gives characters another width: only the rows that hold such characters may differ, and never their
/// border.</summary>
public sealed class WidthDriftTests
{
    private const int Frames = 300;

    /// <param name="wide">Columns that the terminal gives what has two here.</param>
    /// <param name="uncertain">Columns that the terminal gives what has one here but is uncertain.</param>
    [Theory]
    [InlineData(1, 1, 21)]
    [InlineData(1, 2, 22)]
    [InlineData(2, 2, 23)]
    public void Drift_damages_only_the_rows_that_hold_uncertain_text(int wide, int uncertain, int seed)
    {
        var random = new Random(seed);
        var sanitizer = new Sanitizer(TextMode.Unicode);
        var screen = new ScreenBuffer(60, 12, Glyphs.Unicode);
        var diff = new ScreenDiff(ColorMode.Ansi16);
        var terminal = new VtScreen(60, 12, codePoint => ColumnsOf(codePoint, wide, uncertain));
        terminal.Feed(diff.RenderFirst(screen, TerminalSequences.Enter));
        var rows = new List<SafeText>();
        for (int frame = 0; frame < Frames; frame++)
        {
            string text = (random.Next(4) switch { 0 => "日本語テキスト", 1 => "🚀 ❤ हिन्दी", 2 => "plain", _ => "" }) + $" {random.Next(1000)}ms   x";
            rows.Insert(random.Next(Math.Min(rows.Count + 1, 5)), sanitizer.SingleLine(text));
            Draw(screen, rows);
            terminal.Feed(diff.Render(screen));
            Check(screen, terminal, $"seed {seed}, frame {frame}");
        }
    }

    private static void Draw(ScreenBuffer screen, List<SafeText> rows)
    {
        screen.Clear();
        for (int row = 0; row < screen.Rows; row++)
        {
            screen.PutGlyph(0, row, Glyphs.Unicode.Vertical, new Style(Color.BrightBlack));
            screen.PutGlyph(screen.Columns - 1, row, Glyphs.Unicode.Vertical, new Style(Color.BrightBlack));
            if (row < rows.Count)
            {
                screen.Put(2, row, rows[row], Style.Plain, screen.Columns - 4);
                screen.PutRight(screen.Columns - 2, row, new Style(Color.Green), $"{row:D3}");
            }
        }
    }

    private static void Check(ScreenBuffer screen, VtScreen terminal, string because)
    {
        for (int row = 0; row < screen.Rows; row++)
        {
            Assert.True(terminal[row, screen.Columns - 1].Text == "│", $"{because}: no border in row {row}: {terminal.RowText(row)}");
            bool isGuarded = false;
            foreach (Cell cell in screen.Cells.Slice(row * screen.Columns, screen.Columns))
            {
                isGuarded |= cell.IsGuarded;
            }

            if (!isGuarded)
            {
                Assert.True(screen.RowText(row) == terminal.RowText(row), $"{because}: row {row} is {terminal.RowText(row)}");
            }
            else if (screen.RowText(row).EndsWith($"{row:D3} │", StringComparison.Ordinal))
            {
                Assert.EndsWith($"{row:D3} │", terminal.RowText(row), StringComparison.Ordinal);
            }
        }
    }

    private static int ColumnsOf(int codePoint, int wide, int uncertain)
    {
        _ = TextWidth.TryShape(new Rune(codePoint), out TextRune shaped);
        return shaped.Columns switch
        {
            0 => 0,
            2 => wide,
            _ => shaped.IsGuarded ? uncertain : 1,
        };
    }
}
