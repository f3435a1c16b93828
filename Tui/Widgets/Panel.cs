using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Widgets;

/// <summary>A box with rounded corners; what stands on its edges is drawn over it by the caller.</summary>
internal static class Panel
{
    /// <summary>Columns between a corner and what stands on the edge.</summary>
    public const int EdgeInset = 3;

    /// <summary>Draws the box.</summary>
    /// <returns>The area inside, without one blank column on either side.</returns>
    public static Rect Draw(ScreenBuffer screen, Rect area, Glyphs glyphs, Style style)
    {
        if (area.Columns < 2 || area.Rows < 2)
        {
            return area.Top(0);
        }

        int right = area.EndColumn - 1;
        int bottom = area.EndRow - 1;
        screen.FillRow(area.Column + 1, area.Row, area.Columns - 2, glyphs.Horizontal, style);
        screen.FillRow(area.Column + 1, bottom, area.Columns - 2, glyphs.Horizontal, style);
        screen.Fill(new Rect(area.Column, area.Row + 1, 1, area.Rows - 2), glyphs.Vertical, style);
        screen.Fill(new Rect(right, area.Row + 1, 1, area.Rows - 2), glyphs.Vertical, style);
        screen.PutGlyph(area.Column, area.Row, glyphs.TopLeft, style);
        screen.PutGlyph(right, area.Row, glyphs.TopRight, style);
        screen.PutGlyph(area.Column, bottom, glyphs.BottomLeft, style);
        screen.PutGlyph(right, bottom, glyphs.BottomRight, style);
        return area.Inset(1, 1).Inset(1, 0);
    }

    /// <summary>Writes on an edge, from the left: <c>── text ──</c>.</summary>
    /// <param name="maxColumns">The most that text and its two blanks may take.</param>
    /// <returns>The columns used, from the corner on.</returns>
    public static int PutOnEdge(ScreenBuffer screen, Rect area, int row, Style style, SafeFormat text, int maxColumns)
    {
        int room = Math.Min(maxColumns, area.Columns - (2 * EdgeInset)) - 2;
        if (room <= 0)
        {
            return 0;
        }

        int column = area.Column + EdgeInset;
        screen.Put(column, row, style, $" ");
        int used = screen.Put(column + 1, row, style, text, room);
        screen.Put(column + 1 + used, row, style, $" ");
        return EdgeInset + used + 2;
    }

    /// <summary>Writes on an edge, against the right corner.</summary>
    /// <returns>The columns used, from the corner on; 0 when there is no room for the whole text.</returns>
    public static int PutOnEdgeRight(ScreenBuffer screen, Rect area, int row, Style style, SafeFormat text)
    {
        int columns = text.Columns + 2;
        if (columns > area.Columns - (2 * EdgeInset))
        {
            return 0;
        }

        int column = area.EndColumn - EdgeInset - columns;
        screen.Put(column, row, style, $" ");
        screen.Put(column + 1, row, style, text);
        screen.Put(column + columns - 1, row, style, $" ");
        return EdgeInset + columns;
    }
}
