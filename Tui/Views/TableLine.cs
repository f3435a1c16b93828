using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>Draws the cells of one line from left to right.</summary>
internal ref struct TableLine(ScreenBuffer screen, Rect area, int gap)
{
    private int _column = area.Column;

    /// <param name="columns">The width of the cell; 0: there is no such column.</param>
    /// <param name="mark">Stands behind the text, in the gap if need be.</param>
    public void Put(int columns, Style style, SafeFormat text, Rune? mark = null)
    {
        if (columns > 0)
        {
            int used = screen.Put(_column, area.Row, style, text, columns);
            PutMark(_column + used, style, mark);
            _column += columns + gap;
        }
    }

    /// <inheritdoc cref="Put"/>
    /// <param name="mark">Stands before the text, in the gap if need be.</param>
    public void PutRight(int columns, Style style, SafeFormat text, Rune? mark = null)
    {
        if (columns > 0)
        {
            int start = _column + Math.Max(columns - text.Columns, 0);
            screen.Put(start, area.Row, style, text, columns);
            PutMark(start - 1, style, mark);
            _column += columns + gap;
        }
    }

    private readonly void PutMark(int column, Style style, Rune? mark)
    {
        if (mark is { } glyph)
        {
            screen.PutGlyph(column, area.Row, glyph, style);
        }
    }
}
