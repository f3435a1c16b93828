namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Draws the rows of one frame, in ascending order.</summary>
internal readonly struct RowPainter(ScreenBuffer screen, AnsiWriter writer)
{
    /// <summary>Bytes of EL: it pays from more blanks than this.</summary>
    private const int EraseBytes = 3;

    /// <summary>Blanks after uncertain text that end it as a segment of its row: what follows is placed anew.</summary>
    private const int SegmentGapColumns = 2;

    /// <summary>Brings a row from what the terminal shows to what it shall show; they differ. Text of uncertain width right of all that
    /// differs stays untouched: the cursor does not pass over it.</summary>
    public void Update(int row, ReadOnlySpan<Cell> front, ReadOnlySpan<Cell> back)
    {
        int end = EndOfChanges(front, back);
        if (HasGuarded(front[..end]) || HasGuarded(back[..end]))
        {
            Repaint(row, back);
        }
        else
        {
            DrawChanges(row, end, front, back);
        }
    }

    /// <summary>Erases a row and draws it from its first column. Text whose width terminals disagree about leaves the cursor
    /// where it may, so the next segment, and every border, is placed by its absolute column.</summary>
    public void Repaint(int row, ReadOnlySpan<Cell> back)
    {
        writer.MoveTo(row, 0);
        writer.EraseToEndOfRow();
        bool isUncertain = false;
        int end = BlankFrom(back);
        int drawnTo = 0;
        for (int column = 0; column < end; column++)
        {
            Cell cell = back[column];
            if (cell.IsBlank || cell.Columns == 0)
            {
                continue;
            }

            if (!isUncertain)
            {
                Reach(row, column, back);
            }
            else if (column - drawnTo >= SegmentGapColumns || IsBorder(cell))
            {
                writer.AnchorColumn(column);
                isUncertain = false;
            }
            else if (column > drawnTo)
            {
                Draw(Cell.Blank);
            }

            Draw(cell);
            drawnTo = column + cell.Columns;
            isUncertain |= cell.IsGuarded;
        }

        if (isUncertain)
        {
            writer.ForgetColumn();
        }
    }

    private static bool HasGuarded(ReadOnlySpan<Cell> row)
    {
        foreach (Cell cell in row)
        {
            if (cell.IsGuarded)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The column after the last cell that differs.</summary>
    private static int EndOfChanges(ReadOnlySpan<Cell> front, ReadOnlySpan<Cell> back)
    {
        int end = front.Length;
        while (end > 0 && front[end - 1] == back[end - 1])
        {
            end--;
        }

        return end;
    }

    /// <summary>Draws what differs, where all cells up to the last one that does have one column.</summary>
    private void DrawChanges(int row, int end, ReadOnlySpan<Cell> front, ReadOnlySpan<Cell> back)
    {
        int blankFrom = BlankFrom(back);
        for (int column = 0; column < end; column++)
        {
            if (front[column] == back[column])
            {
                continue;
            }

            Reach(row, column, back);
            if (column >= blankFrom && end - column > EraseBytes)
            {
                writer.EraseToEndOfRow();
                return;
            }

            Draw(back[column]);
        }
    }

    /// <summary>Box Drawing: U+2500 to U+257F.</summary>
    private static bool IsBorder(Cell cell) => cell.Glyph is >= 0x2500 and <= 0x257F;

    /// <summary>The column after the last cell that is not blank.</summary>
    private static int BlankFrom(ReadOnlySpan<Cell> row)
    {
        int end = row.Length;
        while (end > 0 && row[end - 1].IsBlank)
        {
            end--;
        }

        return end;
    }

    /// <summary>Brings the cursor to a column: by writing what stands between again when that is shorter than a move.</summary>
    private void Reach(int row, int column, ReadOnlySpan<Cell> back)
    {
        AnsiState state = writer.State;
        if (state.Row == row && state.Column >= 0 && state.Column < column)
        {
            ReadOnlySpan<Cell> gap = back[state.Column..column];
            if (CanRewrite(gap, writer.ForwardCost(column)))
            {
                foreach (Cell cell in gap)
                {
                    Draw(cell);
                }

                return;
            }
        }

        writer.MoveTo(row, column);
    }

    /// <summary>Cells that need no change of the pen and no more bytes than a move.</summary>
    private bool CanRewrite(ReadOnlySpan<Cell> gap, int maxBytes)
    {
        if (gap.Length > maxBytes)
        {
            return false;
        }

        Style? pen = writer.State.Pen;
        foreach (Cell cell in gap)
        {
            bool isPenRight = screen.Styles[cell.StyleId] == pen || (cell.IsBlank && pen is { IsInvisibleOnBlank: true });
            if (!isPenRight || cell.Glyph > '~')
            {
                return false;
            }
        }

        return true;
    }

    private void Draw(Cell cell)
    {
        if (!cell.IsBlank)
        {
            writer.SetStyle(screen.Styles[cell.StyleId]);
        }
        else
        {
            writer.SetErasingStyle();
        }

        if (cell.IsCluster)
        {
            DrawCluster(screen.Clusters[cell.Glyph]);
        }
        else
        {
            writer.AppendCodePoint((int)cell.Glyph);
        }

        writer.Advance(cell.Columns, screen.Columns);
    }

    private void DrawCluster(Cluster cluster)
    {
        for (int index = 0; cluster.CodePointAt(index) != 0; index++)
        {
            writer.AppendCodePoint(cluster.CodePointAt(index));
        }
    }
}
