using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>All keys: in two columns where there is room, else in one that scrolls.</summary>
internal sealed class HelpView
{
    /// <summary>Columns of one column of keys: a label and what the key does.</summary>
    private const int EntryColumns = 36;

    private const int LabelColumns = 10;

    private readonly Canvas _canvas;
    private readonly (SafeText Label, SafeText Help)[] _lines;

    public HelpView(Canvas canvas)
    {
        _canvas = canvas;
        _lines =
        [
            .. from binding in KeyMap.Bindings
               select (canvas.Sanitizer.SingleLine(binding.Label), canvas.Sanitizer.SingleLine(binding.Help)),
        ];
    }

    public void Draw(OverlayState help, Rect area)
    {
        Rect inside = Panel.Draw(_canvas.Screen, area, _canvas.Glyphs, _canvas.Theme.Border);
        Panel.PutOnEdge(_canvas.Screen, area, area.Row, _canvas.Theme.Title, $"Keys", area.Columns);
        int columns = inside.Columns >= 2 * EntryColumns ? 2 : 1;
        int rows = (_lines.Length + columns - 1) / columns;
        help.Lines.Settle(rows, inside.Rows);
        int shown = Math.Min(rows - help.Lines.Top, inside.Rows);
        for (int row = 0; row < shown; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int index = (column * rows) + help.Lines.Top + row;
                if (index < _lines.Length)
                {
                    int width = inside.Columns / columns;
                    DrawLine(_lines[index], new Rect(inside.Column + (column * width), inside.Row + row, width - 1, 1));
                }
            }
        }

        if (rows > inside.Rows)
        {
            Panel.PutOnEdgeRight(
                _canvas.Screen, area, area.EndRow - 1, _canvas.Theme.Hint, $"{help.Lines.Top + shown} of {rows}");
        }
    }

    private void DrawLine((SafeText Label, SafeText Help) line, Rect area)
    {
        _canvas.Screen.Put(area.Column, area.Row, line.Label, _canvas.Theme.Key, LabelColumns);
        _canvas.Screen.Put(area.Column + LabelColumns, area.Row, line.Help, _canvas.Theme.Text, area.Columns - LabelColumns);
    }
}
