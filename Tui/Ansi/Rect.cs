namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>A rectangle of cells; 0-based; empty when a side is 0 or less.</summary>
internal readonly record struct Rect(int Column, int Row, int Columns, int Rows)
{
    /// <summary>One past the last column.</summary>
    public int EndColumn => Column + Columns;

    /// <summary>One past the last row.</summary>
    public int EndRow => Row + Rows;

    public bool IsEmpty => Columns <= 0 || Rows <= 0;

    /// <summary>What both cover; empty, with sides of 0, when that is nothing.</summary>
    public Rect Intersect(Rect other)
    {
        int column = Math.Max(Column, other.Column);
        int row = Math.Max(Row, other.Row);
        int columns = Math.Min(EndColumn, other.EndColumn) - column;
        int rows = Math.Min(EndRow, other.EndRow) - row;
        return columns <= 0 || rows <= 0 ? new Rect(column, row, 0, 0) : new Rect(column, row, columns, rows);
    }

    /// <summary>This rectangle without its edges; never of negative size.</summary>
    public Rect Inset(int columns, int rows) =>
        new(Column + columns, Row + rows, Math.Max(Columns - (2 * columns), 0), Math.Max(Rows - (2 * rows), 0));

    /// <summary>The first rows.</summary>
    public Rect Top(int rows) => this with { Rows = Math.Clamp(rows, 0, Math.Max(Rows, 0)) };

    /// <summary>What is left below the first rows.</summary>
    public Rect Below(int rows)
    {
        int taken = Math.Clamp(rows, 0, Math.Max(Rows, 0));
        return this with { Row = Row + taken, Rows = Rows - taken };
    }
}
