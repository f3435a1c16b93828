using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>Draws the cells of one line from left to right.</summary>
internal ref struct TableLine(ScreenBuffer screen, Rect area, int gap)
{
    private int _column = area.Column;

    /// <param name="columns">The width of the cell; 0: there is no such column.</param>
    public void Put(int columns, Style style, SafeFormat text)
    {
        if (columns > 0)
        {
            screen.Put(_column, area.Row, style, text, columns);
            _column += columns + gap;
        }
    }

    /// <inheritdoc cref="Put"/>
    public void PutRight(int columns, Style style, SafeFormat text)
    {
        if (columns > 0)
        {
            screen.Put(_column + Math.Max(columns - text.Columns, 0), area.Row, style, text, columns);
            _column += columns + gap;
        }
    }
}
