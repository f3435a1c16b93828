using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>
/// A model of a VT terminal, written from ECMA-48 and xterm's ctlseqs and independent of the product: what a byte stream looks like.
/// Knows CUP, CHA, CUF, CR, LF, BS, RI, IND, EL, ED, DECSTBM, SGR, DECAWM and the modes that the product uses; anything else is a failure.
/// </summary>
internal sealed class VtScreen
{
    private readonly Func<int, int> _columnsOf;
    private readonly VtCell[] _cells;
    private readonly VtParser _parser;
    private int _top;
    private int _bottom;

    /// <summary>Where the last character was printed, until the cursor is moved; -1 for none.</summary>
    private int _lastPrinted = -1;

    /// <param name="columnsOf">Columns of a code point: 0, 1 or 2.</param>
    public VtScreen(int columns, int rows, Func<int, int> columnsOf)
    {
        Columns = columns;
        Rows = rows;
        _columnsOf = columnsOf;
        _cells = new VtCell[columns * rows];
        Array.Fill(_cells, VtCell.Blank);
        _bottom = rows - 1;
        _parser = new VtParser(this);
    }

    public int Columns { get; }

    public int Rows { get; }

    public int Row { get; private set; }

    public int Column { get; private set; }

    public VtPen Pen { get; set; } = VtPen.Plain;

    public bool IsAutowrapOn { get; private set; } = true;

    public bool IsCursorVisible { get; private set; } = true;

    public bool IsAlternate { get; private set; }

    public bool IsPasteBracketed { get; private set; }

    public bool IsSynchronized { get; private set; }

    public bool HasScrollRegion => _top != 0 || _bottom != Rows - 1;

    public VtCell this[int row, int column] => _cells[(row * Columns) + column];

    /// <param name="index">Counts the cells row by row.</param>
    public VtCell this[int index] => _cells[index];

    public void Feed(ReadOnlySpan<byte> bytes) => _parser.Feed(bytes);

    public string RowText(int row)
    {
        var text = new StringBuilder();
        for (int column = 0; column < Columns; column++)
        {
            text.Append(this[row, column].Text);
        }

        return text.ToString();
    }

    public void Print(Rune rune)
    {
        int columns = _columnsOf(rune.Value);
        if (columns == 0)
        {
            AddMark(rune);
            return;
        }

        if (Column + columns > Columns)
        {
            Assert.False(IsAutowrapOn, "printed beyond the last column with autowrap on");
            Column = Columns - columns;
        }

        _lastPrinted = (Row * Columns) + Column;
        Set(Column, new VtCell(rune.ToString(), Pen, columns));
        if (columns == 2)
        {
            Set(Column + 1, new VtCell("", Pen, 0));
        }

        Column = Math.Min(Column + columns, Columns - 1);
    }

    public void MoveTo(int row, int column)
    {
        Row = Math.Clamp(row, 0, Rows - 1);
        Column = Math.Clamp(column, 0, Columns - 1);
        _lastPrinted = -1;
    }

    public void LineFeed()
    {
        if (Row == _bottom)
        {
            Scroll(-1);
        }
        else
        {
            Row = Math.Min(Row + 1, Rows - 1);
        }
    }

    public void ReverseIndex()
    {
        if (Row == _top)
        {
            Scroll(1);
        }
        else
        {
            Row = Math.Max(Row - 1, 0);
        }
    }

    public void SetScrollRegion(int top, int bottom)
    {
        bool isWhole = top == 0 && bottom == Rows - 1;
        Assert.True(isWhole || (top >= 0 && top < bottom && bottom < Rows), $"scroll region {top} to {bottom}");
        _top = top;
        _bottom = bottom;
        MoveTo(0, 0);
    }

    public void Erase(int fromIndex, int endIndex)
    {
        for (int index = fromIndex; index < endIndex; index++)
        {
            _cells[index] = VtCell.Blank with { Pen = VtPen.Plain with { Background = Pen.Background } };
        }
    }

    public void EraseRow() => Erase((Row * Columns) + Column, (Row + 1) * Columns);

    public void EraseScreen() => Erase(0, _cells.Length);

    public void SetMode(int mode, bool isOn)
    {
        switch (mode)
        {
            case 6:
                Assert.False(isOn, "origin mode");
                break;
            case 7:
                IsAutowrapOn = isOn;
                break;
            case 25:
                IsCursorVisible = isOn;
                break;
            case 1049:
                IsAlternate = isOn;
                break;
            case 2004:
                IsPasteBracketed = isOn;
                break;
            case 2026:
                IsSynchronized = isOn;
                break;
            default:
                Assert.Fail($"unknown mode {mode}");
                break;
        }
    }

    private void AddMark(Rune rune)
    {
        Assert.True(_lastPrinted >= 0, "a mark that does not follow its base");
        VtCell cell = _cells[_lastPrinted];
        _cells[_lastPrinted] = cell with { Text = cell.Text + rune };
    }

    private void Set(int column, VtCell cell)
    {
        VtCell before = this[Row, column];
        if (before.Columns == 0)
        {
            _cells[(Row * Columns) + column - 1] = VtCell.Blank;
        }
        else if (before.Columns == 2)
        {
            _cells[(Row * Columns) + column + 1] = VtCell.Blank;
        }

        _cells[(Row * Columns) + column] = cell;
    }

    private void Scroll(int by)
    {
        Span<VtCell> region = _cells.AsSpan(_top * Columns, (_bottom - _top + 1) * Columns);
        VtCell blank = VtCell.Blank with { Pen = VtPen.Plain with { Background = Pen.Background } };
        if (by > 0)
        {
            region[..^Columns].CopyTo(region[Columns..]);
            region[..Columns].Fill(blank);
        }
        else
        {
            region[Columns..].CopyTo(region);
            region[^Columns..].Fill(blank);
        }
    }
}
