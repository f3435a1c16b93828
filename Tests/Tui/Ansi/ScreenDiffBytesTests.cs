using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

/// <summary>Byte budgets: a dashboard of 120x40 with ten rows inside two borders.</summary>
public sealed class ScreenDiffBytesTests
{
    private const int FirstTableRow = 20;
    private const int TableRows = 10;

    private readonly ScreenBuffer _screen = new(120, 40, Glyphs.Unicode);
    private readonly ScreenDiff _diff = new(ColorMode.Ansi16);
    private readonly VtScreen _terminal = ScreenAssert.NewTerminal(120, 40);

    [Fact]
    public void Diff_first_frame_takes_at_most_6_KB()
    {
        Draw(traces: 10, selected: 0);
        ReadOnlySpan<byte> bytes = _diff.RenderFirst(_screen, TerminalSequences.Enter);

        Assert.InRange(bytes.Length, 1, 6 * 1024);
    }

    [Fact]
    public void Diff_unchanged_frame_takes_no_byte()
    {
        Start(traces: 10, selected: 0);

        Assert.Equal(0, Next(traces: 10, selected: 0));
    }

    [Fact]
    public void Diff_new_top_row_and_three_figures_take_at_most_300_bytes()
    {
        Start(traces: 1299, selected: -1);

        Assert.InRange(Next(traces: 1300, selected: -1), 1, 300);
    }

    [Fact]
    public void Diff_new_top_row_under_a_fixed_selection_takes_at_most_330_bytes()
    {
        Start(traces: 1299, selected: 4);

        Assert.InRange(Next(traces: 1300, selected: 4), 1, 330);
    }

    [Fact]
    public void Diff_selection_moved_by_a_row_takes_at_most_40_bytes()
    {
        Start(traces: 100, selected: 3);

        Assert.InRange(Next(traces: 100, selected: 4), 1, 40);
        Assert.InRange(Next(traces: 100, selected: 3), 1, 40);
    }

    [Fact]
    public void Diff_steady_frames_allocate_nothing()
    {
        Start(traces: 100, selected: 3);
        for (int traces = 101; traces < 120; traces++)
        {
            Draw(traces, selected: 3);
            _ = _diff.Render(_screen);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int traces = 120; traces < 140; traces++)
        {
            Draw(traces, selected: 3);
            _ = _diff.Render(_screen);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private void Start(int traces, int selected)
    {
        Draw(traces, selected);
        _terminal.Feed(_diff.RenderFirst(_screen, TerminalSequences.Enter));
    }

    private int Next(int traces, int selected)
    {
        Draw(traces, selected);
        ReadOnlySpan<byte> bytes = _diff.Render(_screen);
        _terminal.Feed(bytes);
        ScreenAssert.Shows(_screen, _terminal, Encoding.UTF8.GetString(bytes).Replace('\e', '^'));
        return bytes.Length;
    }

    private void Draw(int traces, int selected)
    {
        _screen.Clear();
        DrawBox(_screen.Bounds);
        DrawBox(new Rect(1, 2, 118, 12));
        DrawBox(new Rect(1, FirstTableRow - 2, 118, TableRows + 4));
        _screen.Put(4, 4, Style.Plain, $"Total Traces    {traces:N0}");
        _screen.Put(4, 5, Style.Plain, $"Completed       {traces - 7:N0}");
        _screen.Put(4, 9, Style.Plain, $"Total Tokens    {traces * 1247L:N0}");
        for (int index = 0; index < TableRows; index++)
        {
            DrawTrace(FirstTableRow + index, traces - index, index == selected);
        }
    }

    private void DrawTrace(int row, int number, bool isSelected)
    {
        _screen.PutGlyph(3, row, isSelected ? Glyphs.Unicode.Selection : new Rune(' '), new Style(Color.Cyan, TextAttributes.Bold));
        _screen.Put(5, row, Style.Plain, $"14:{number % 60:D2}:{number % 47:D2}");
        _screen.Put(15, row, new Style(Color.Green), $"SUCCESS");
        _screen.Put(25, row, Style.Plain, $"gpt-4.1-mini");
        _screen.PutRight(50, row, new Style(number % 3 == 0 ? Color.Yellow : Color.Red), $"{number + 900}ms");
        _screen.PutRight(60, row, Style.Plain, $"{number * 3:N0}");
        _screen.PutRight(66, row, Style.Plain, $"{number % 10}");
        _screen.Put(68, row, Style.Plain, $"Explain how the request number {number} was routed", 48);
    }

    private void DrawBox(Rect box)
    {
        Style border = new(Color.BrightBlack);
        _screen.FillRow(box.Column, box.Row, box.Columns, Glyphs.Unicode.Horizontal, border);
        _screen.FillRow(box.Column, box.EndRow - 1, box.Columns, Glyphs.Unicode.Horizontal, border);
        _screen.Fill(new Rect(box.Column, box.Row + 1, 1, box.Rows - 2), Glyphs.Unicode.Vertical, border);
        _screen.Fill(new Rect(box.EndColumn - 1, box.Row + 1, 1, box.Rows - 2), Glyphs.Unicode.Vertical, border);
        _screen.PutGlyph(box.Column, box.Row, Glyphs.Unicode.TopLeft, border);
        _screen.PutGlyph(box.EndColumn - 1, box.Row, Glyphs.Unicode.TopRight, border);
    }
}
