using System.Buffers.Text;
using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Bytes for the terminal, with what is known of its cursor and its pen, so that each move and each change of style is the
/// shortest. 0-based; counts from 1 only in what it writes.
/// </summary>
internal sealed class AnsiWriter(ColorMode colorMode)
{
    /// <summary>A first frame of 120x40; grows for larger ones.</summary>
    private const int InitialBytes = 8192;

    /// <summary>Above any single sequence written here.</summary>
    private const int MaxSequenceBytes = 64;

    private byte[] _bytes = new byte[InitialBytes];
    private AnsiState _state = AnsiState.Unknown;

    /// <summary>Bytes written since <see cref="Clear"/>.</summary>
    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <summary>What is known of the terminal after the bytes written.</summary>
    public AnsiState State
    {
        get => _state;
        set => _state = value;
    }

    public void Clear() => Length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        Reserve(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(Length));
        Length += bytes.Length;
    }

    /// <summary>Takes bytes out; those after them move down.</summary>
    public void Remove(int start, int count)
    {
        _bytes.AsSpan(start + count, Length - start - count).CopyTo(_bytes.AsSpan(start));
        Length -= count;
    }

    /// <summary>Moves the cursor by the cheapest of CUP, CHA, CUF, CR, LF and BS.</summary>
    public void MoveTo(int row, int column)
    {
        if (_state.Row < 0 || row < _state.Row)
        {
            MoveAbsolute(row, column);
            return;
        }

        int down = row - _state.Row;
        int relative = down + HorizontalCost(column);
        if (relative <= AbsoluteCost(row, column))
        {
            for (int line = 0; line < down; line++)
            {
                Append("\n"u8);
            }

            MoveHorizontally(column);
        }
        else
        {
            MoveAbsolute(row, column);
        }

        _state = _state with { Row = row, Column = column };
    }

    /// <summary>The bytes that <see cref="MoveTo"/> would take to a column further right on the cursor's row.</summary>
    public int ForwardCost(int column) => HorizontalCost(column);

    /// <summary>CHA (ECMA-48 8.3.9), whatever is known of the column: heals a terminal that gave a character another
    /// width.</summary>
    public void AnchorColumn(int column)
    {
        Csi(column + 1, (byte)'G');
        _state = _state with { Column = column };
    }

    /// <summary>CUP (ECMA-48 8.3.21).</summary>
    public void MoveAbsolute(int row, int column)
    {
        if (column == 0)
        {
            Csi(row == 0 ? 0 : row + 1, (byte)'H');
        }
        else
        {
            Csi(row + 1, column + 1, (byte)'H');
        }

        _state = _state with { Row = row, Column = column };
    }

    /// <summary>Forgets the column: what was printed may have moved the cursor by another width.</summary>
    public void ForgetColumn() => _state = _state with { Column = AnsiState.UnknownColumn };

    /// <summary>Makes the pen write this style.</summary>
    public void SetStyle(Style style)
    {
        if (_state.Pen == style)
        {
            return;
        }

        Reserve(MaxSequenceBytes);
        Length += SgrEncoder.Write(_bytes.AsSpan(Length), _state.Pen, style, colorMode);
        _state = _state with { Pen = style };
    }

    /// <summary>Makes the pen one that erases to the terminal's own background.</summary>
    public void SetErasingStyle()
    {
        if (_state.Pen is not { IsInvisibleOnBlank: true })
        {
            SetStyle(Style.Plain);
        }
    }

    /// <summary>EL to the end of the row (ECMA-48 8.3.41).</summary>
    public void EraseToEndOfRow()
    {
        SetErasingStyle();
        Append("\e[K"u8);
    }

    /// <summary>Writes one code point; says nothing of the cursor.</summary>
    public void AppendCodePoint(int codePoint)
    {
        Reserve(MaxSequenceBytes);
        Length += new Rune(codePoint).EncodeToUtf8(_bytes.AsSpan(Length));
    }

    /// <summary>Tells that something of so many columns was printed. At the last column the cursor stays or waits to wrap, as
    /// terminals differ: the column is then unknown.</summary>
    public void Advance(int columns, int screenColumns)
    {
        int column = _state.Column + columns;
        _state = _state with { Column = _state.Column < 0 || column >= screenColumns ? AnsiState.UnknownColumn : column };
    }

    /// <summary>Scrolls the rows from top to bottom by DECSTBM and RI (down) or LF (up); exposed rows are blank. The region is
    /// then the whole screen again.</summary>
    /// <param name="by">Rows; positive is down.</param>
    public void Scroll(int top, int bottom, int by, int screenRows)
    {
        SetErasingStyle();
        Csi(top + 1, bottom + 1, (byte)'r');
        MoveAbsolute(by > 0 ? top : bottom, 0);
        for (int count = Math.Abs(by); count > 0; count--)
        {
            Append(by > 0 ? "\eM"u8 : "\n"u8);
        }

        // CSI r alone would do, but emulators exist that then keep the old bottom, or leave the cursor where it is.
        Csi(1, screenRows, (byte)'r');
        _state = AnsiState.Unknown with { Pen = _state.Pen };
    }

    private static int Digits(int number) => number switch
    {
        < 10 => 1,
        < 100 => 2,
        < 1000 => 3,
        _ => 4,
    };

    private static int AbsoluteCost(int row, int column) => (row, column) switch
    {
        (0, 0) => 3,
        (_, 0) => 3 + Digits(row + 1),
        _ => 4 + Digits(row + 1) + Digits(column + 1),
    };

    private int HorizontalCost(int column)
    {
        int current = _state.Column;
        if (column == current)
        {
            return 0;
        }

        if (column == 0 || column == current - 1)
        {
            return 1;
        }

        int absolute = 3 + Digits(column + 1);
        return current >= 0 && column > current ? Math.Min(absolute, ForwardBytes(column - current)) : absolute;
    }

    private static int ForwardBytes(int columns) => columns == 1 ? 3 : 3 + Digits(columns);

    private void MoveHorizontally(int column)
    {
        int current = _state.Column;
        if (column == current)
        {
            return;
        }

        if (column == 0)
        {
            Append("\r"u8);
        }
        else if (column == current - 1)
        {
            Append("\b"u8);
        }
        else if (current >= 0 && column > current && ForwardBytes(column - current) <= 3 + Digits(column + 1))
        {
            Csi(column - current == 1 ? 0 : column - current, (byte)'C');
        }
        else
        {
            Csi(column + 1, (byte)'G');
        }
    }

    /// <param name="parameter">0 leaves it out.</param>
    private void Csi(int parameter, byte final)
    {
        Append("\e["u8);
        if (parameter > 0)
        {
            AppendNumber(parameter);
        }

        _bytes[Length++] = final;
    }

    private void Csi(int first, int second, byte final)
    {
        Append("\e["u8);
        AppendNumber(first);
        _bytes[Length++] = (byte)';';
        AppendNumber(second);
        _bytes[Length++] = final;
    }

    private void AppendNumber(int number)
    {
        Reserve(MaxSequenceBytes);
        _ = Utf8Formatter.TryFormat(number, _bytes.AsSpan(Length), out int written);
        Length += written;
    }

    private void Reserve(int count)
    {
        if (_bytes.Length - Length < count + MaxSequenceBytes)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + count + MaxSequenceBytes));
        }
    }
}
