using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// The frame being drawn: a grid of cells, 0-based. Everything is clipped to it, a wide cluster is never split, and a control
/// character is refused. Draws without allocating. Used by the main loop only.
/// </summary>
internal sealed class ScreenBuffer
{
    /// <summary>Wider than any screen; a hostile window size must not cost memory.</summary>
    public const int MaxColumns = 1024;

    /// <inheritdoc cref="MaxColumns"/>
    public const int MaxRows = 512;

    private readonly Glyphs _glyphs;
    private Cell[] _cells = [];

    public ScreenBuffer(int columns, int rows, Glyphs glyphs)
    {
        _glyphs = glyphs;
        Resize(columns, rows);
    }

    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>The whole screen.</summary>
    public Rect Bounds => new(0, 0, Columns, Rows);

    internal StyleTable Styles { get; } = new();

    internal ClusterTable Clusters { get; } = new();

    /// <summary>All cells, row by row.</summary>
    internal Span<Cell> Cells => _cells.AsSpan(0, Columns * Rows);

    /// <summary>Changes the size, within 1 and the largest, and clears if that is another size.</summary>
    /// <returns>True when it is.</returns>
    public bool Resize(int columns, int rows)
    {
        columns = Math.Clamp(columns, 1, MaxColumns);
        rows = Math.Clamp(rows, 1, MaxRows);
        if (columns == Columns && rows == Rows)
        {
            return false;
        }

        Columns = columns;
        Rows = rows;
        if (_cells.Length < Columns * Rows)
        {
            _cells = new Cell[Columns * Rows];
        }

        Clear();
        return true;
    }

    public void Clear() => Cells.Fill(Cell.Blank);

    /// <summary>Draws a text. When it does not fit it is cut at a cluster and ends in <see cref="Glyphs.Ellipsis"/>.</summary>
    /// <param name="column">May be negative: what stands left of the screen is not drawn.</param>
    /// <param name="maxColumns">The most it may take; the edge of the screen limits it further.</param>
    /// <returns>The columns used.</returns>
    public int Put(int column, int row, SafeText text, Style style, int maxColumns = int.MaxValue)
    {
        int available = Available(column, row, maxColumns);
        if (available <= 0)
        {
            return 0;
        }

        ushort styleId = Styles.Intern(style);
        bool isCut = text.Columns > available;
        int limit = isCut ? available - 1 : available;
        int used = text.IsAscii
            ? PutAscii(column, row, text.Ascii[..Math.Min(text.Columns, limit)], styleId)
            : PutRunes(column, row, text.Runes, limit, styleId);
        return isCut ? used + PutEllipsis(column + used, row, styleId) : used;
    }

    /// <summary>Draws the program's own words and numbers: <c>Put(2, 0, style, $"{count:N0} traces")</c>.</summary>
    /// <inheritdoc cref="Put(int, int, SafeText, Style, int)"/>
    public int Put(int column, int row, Style style, SafeFormat text, int maxColumns = int.MaxValue)
    {
        int available = Available(column, row, maxColumns);
        if (available <= 0)
        {
            return 0;
        }

        ushort styleId = Styles.Intern(style);
        bool isCut = text.Columns > available;
        int used = PutRunes(column, row, text.Runes, isCut ? available - 1 : available, styleId);
        return isCut ? used + PutEllipsis(column + used, row, styleId) : used;
    }

    /// <summary>Draws a text that ends before a column. What does not fit on the screen's left is not drawn.</summary>
    /// <returns>The columns used.</returns>
    public int PutRight(int endColumnExclusive, int row, Style style, SafeFormat text) =>
        Put(endColumnExclusive - text.Columns, row, style, text);

    /// <summary>Draws one character of the program's own.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A control character.</exception>
    public void PutGlyph(int column, int row, Rune glyph, Style style)
    {
        TextRune shaped = Shape(glyph);
        if ((uint)row < (uint)Rows && shaped.Columns <= Columns - column)
        {
            PutCluster(column, row, new ReadOnlySpan<TextRune>(in shaped), Styles.Intern(style));
        }
    }

    /// <summary>Draws a character of one column into every cell of a rectangle.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A control character, or one of two columns.</exception>
    public void Fill(Rect area, Rune glyph, Style style)
    {
        TextRune shaped = Shape(glyph);
        ArgumentOutOfRangeException.ThrowIfNotEqual(shaped.Columns, 1, nameof(glyph));
        ushort styleId = Styles.Intern(style);
        Rect inside = area.Intersect(Bounds);
        for (int row = inside.Row; row < inside.EndRow; row++)
        {
            for (int column = inside.Column; column < inside.EndColumn; column++)
            {
                PutCluster(column, row, new ReadOnlySpan<TextRune>(in shaped), styleId);
            }
        }
    }

    /// <summary>Draws a character of one column into some cells of a row.</summary>
    public void FillRow(int column, int row, int columns, Rune glyph, Style style) =>
        Fill(new Rect(column, row, columns, 1), glyph, style);

    /// <summary>Adds attributes to what is drawn in a rectangle, for instance <see cref="TextAttributes.Reverse"/> to a selected
    /// row.</summary>
    public void AddAttributes(Rect area, TextAttributes attributes)
    {
        Rect inside = area.Intersect(Bounds);
        for (int row = inside.Row; row < inside.EndRow; row++)
        {
            foreach (ref Cell cell in _cells.AsSpan((row * Columns) + inside.Column, inside.Columns))
            {
                Style style = Styles[cell.StyleId];
                cell = cell with { StyleId = Styles.Intern(style with { Attributes = style.Attributes | attributes }) };
            }
        }
    }

    /// <summary>The text of a row, blanks included, for tests and for looking at a screen without a terminal.</summary>
    public string RowText(int row)
    {
        var text = new StringBuilder(Columns);
        foreach (Cell cell in Cells.Slice(row * Columns, Columns))
        {
            Cluster cluster = cell.IsCluster ? Clusters[cell.Glyph] : new Cluster((int)cell.Glyph, 0, 0, 0, 0);
            for (int index = 0; cluster.CodePointAt(index) != 0; index++)
            {
                text.Append(new Rune(cluster.CodePointAt(index)).ToString());
            }
        }

        return text.ToString();
    }

    private static TextRune Shape(Rune glyph)
    {
        RefuseControl(glyph.Value);
        _ = TextWidth.TryShape(glyph, out TextRune shaped);
        return shaped;
    }

    private static void RefuseControl(int codePoint)
    {
        if (codePoint is < 0x20 or >= 0x7F and <= 0x9F)
        {
            throw new ArgumentOutOfRangeException(nameof(codePoint), codePoint, "A control character cannot be drawn");
        }
    }

    private int Available(int column, int row, int maxColumns) =>
        (uint)row < (uint)Rows ? Math.Min(maxColumns, Columns - column) : 0;

    private int PutEllipsis(int column, int row, ushort styleId)
    {
        TextRune ellipsis = TextRune.Narrow(_glyphs.Ellipsis.Value);
        return PutCluster(column, row, new ReadOnlySpan<TextRune>(in ellipsis), styleId);
    }

    private int PutAscii(int column, int row, ReadOnlySpan<char> text, ushort styleId)
    {
        foreach (char ascii in text)
        {
            TextRune rune = TextRune.Narrow(ascii);
            PutCluster(column++, row, new ReadOnlySpan<TextRune>(in rune), styleId);
        }

        return text.Length;
    }

    private int PutRunes(int column, int row, ReadOnlySpan<TextRune> runes, int maxColumns, ushort styleId)
    {
        int used = 0;
        while (!runes.IsEmpty)
        {
            int count = 1;
            while (count < runes.Length && runes[count].Columns == 0)
            {
                count++;
            }

            if (used + runes[0].Columns > maxColumns)
            {
                break;
            }

            used += PutCluster(column + used, row, runes[..count], styleId);
            runes = runes[count..];
        }

        return used;
    }

    /// <summary>Sets the cells of one cluster; of one that sticks out on the left, nothing.</summary>
    /// <returns>Its columns.</returns>
    private int PutCluster(int column, int row, ReadOnlySpan<TextRune> runes, ushort styleId)
    {
        TextRune first = Drawable(runes[0]);
        if (column < 0)
        {
            return first.Columns;
        }

        uint glyph = (uint)first.CodePoint;
        bool hasMarks = runes.Length > 1 && _glyphs.TextMode == TextMode.Unicode;
        if (hasMarks)
        {
            glyph = Clusters.Intern(Cluster.Of(runes));
        }
        else if (first.CodePoint == ' ' && Styles[styleId].IsInvisibleOnBlank)
        {
            styleId = 0;
        }

        int index = (row * Columns) + column;
        Set(index, new Cell(glyph, styleId, (byte)first.Columns, hasMarks || first.IsGuarded));
        if (first.Columns == 2)
        {
            Set(index + 1, new Cell(0, styleId, 0, true));
        }

        return first.Columns;
    }

    /// <summary>The last line of defence: refuses controls, and in ASCII mode shows what the program itself failed to
    /// avoid.</summary>
    private TextRune Drawable(TextRune rune)
    {
        RefuseControl(rune.CodePoint);
        return rune.Columns == 0 || (rune.CodePoint > 0x7F && _glyphs.TextMode == TextMode.Ascii) ? TextRune.Narrow('?') : rune;
    }

    /// <summary>Sets a cell and blanks the other half of a wide cluster that it breaks.</summary>
    private void Set(int index, Cell cell)
    {
        byte columnsBefore = _cells[index].Columns;
        if (columnsBefore == 0)
        {
            _cells[index - 1] = Cell.Blank;
        }
        else if (columnsBefore == 2)
        {
            _cells[index + 1] = Cell.Blank;
        }

        _cells[index] = cell;
    }
}
