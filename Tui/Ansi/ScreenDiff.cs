using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Turns a frame into the bytes that change the terminal from the last frame to it. Holds what the terminal shows; allocates
/// nothing once its buffers have grown. The bytes given out stay valid until the next frame is rendered.
/// </summary>
internal sealed class ScreenDiff(ColorMode colorMode)
{
    /// <summary>One TCP segment, less its headers: below it a frame arrives whole anyway, and needs no synchronized
    /// output.</summary>
    private const int SynchronizeAboveBytes = 1200;

    private readonly AnsiWriter _writer = new(colorMode);
    private readonly ScrollFinder _scrollFinder = new();
    private Cell[] _front = [];
    private int _columns;
    private int _rows;
    private bool _isFrontKnown;

    private static ReadOnlySpan<byte> BeginSynchronized => "\e[?2026h"u8;

    private static ReadOnlySpan<byte> EndSynchronized => "\e[?2026l"u8;

    /// <summary>The terminal's content, cursor and pen are no longer known: the next frame repaints every row.</summary>
    public void Invalidate() => _isFrontKnown = false;

    /// <summary>Renders the first frame after the terminal was cleared by a prefix that goes out with it.</summary>
    /// <inheritdoc cref="Render(ScreenBuffer)"/>
    public ReadOnlySpan<byte> RenderFirst(ScreenBuffer screen, ReadOnlySpan<byte> prefix)
    {
        Resize(screen);
        _front.AsSpan().Fill(Cell.Blank);
        _isFrontKnown = true;
        return Render(screen, prefix, AnsiState.Home);
    }

    /// <returns>Bytes to be written as they are; none when nothing changed.</returns>
    public ReadOnlySpan<byte> Render(ScreenBuffer screen)
    {
        if (screen.Columns != _columns || screen.Rows != _rows)
        {
            Resize(screen);
            _isFrontKnown = false;
        }

        return _isFrontKnown
            ? Render(screen, default, _writer.State)
            : Render(screen, TerminalSequences.Heal, AnsiState.Unknown);
    }

    private ReadOnlySpan<byte> Render(ScreenBuffer screen, ReadOnlySpan<byte> prefix, AnsiState state)
    {
        _writer.Clear();
        _writer.Append(BeginSynchronized);
        _writer.Append(prefix);
        int start = _writer.Length;
        _writer.State = state;
        Span<Cell> back = screen.Cells;
        Span<Cell> front = _front.AsSpan(0, back.Length);
        DrawRows(screen, front, back);
        if (prefix.IsEmpty && _writer.Length > start)
        {
            TryScroll(screen, front, back, start, state);
        }

        back.CopyTo(front);
        _isFrontKnown = true;
        screen.Clusters.Compact(front, back);
        return Synchronized();
    }

    /// <summary>The bytes written, between the marks of synchronized output only when there are many.</summary>
    private ReadOnlySpan<byte> Synchronized()
    {
        if (_writer.Length - BeginSynchronized.Length <= SynchronizeAboveBytes)
        {
            return _writer.Written[BeginSynchronized.Length..];
        }

        _writer.Append(EndSynchronized);
        return _writer.Written;
    }

    private void Resize(ScreenBuffer screen)
    {
        _columns = screen.Columns;
        _rows = screen.Rows;
        if (_front.Length < _columns * _rows)
        {
            _front = new Cell[_columns * _rows];
        }
    }

    /// <summary>Renders the frame once more, behind the first rendering, with moved rows scrolled, and keeps the shorter of the
    /// two.</summary>
    private void TryScroll(ScreenBuffer screen, Span<Cell> front, Span<Cell> back, int start, AnsiState before)
    {
        if (!_scrollFinder.TryFind(front, back, _columns, out int top, out int bottom, out int by))
        {
            return;
        }

        AnsiState afterPlain = _writer.State;
        int plainBytes = _writer.Length - start;
        int scrolledStart = _writer.Length;
        _writer.State = before;
        _writer.Scroll(top, bottom, by, _rows);
        ScrollFront(front, top, bottom, by);
        DrawRows(screen, front, back);
        int scrolledBytes = _writer.Length - scrolledStart;
        if (scrolledBytes < plainBytes)
        {
            _writer.Remove(start, plainBytes);
        }
        else
        {
            _writer.Remove(scrolledStart, scrolledBytes);
            _writer.State = afterPlain;
        }
    }

    private void ScrollFront(Span<Cell> front, int top, int bottom, int by)
    {
        int exposed = Math.Abs(by);
        Span<Cell> region = front.Slice(top * _columns, (bottom - top + 1) * _columns);
        int moved = region.Length - (exposed * _columns);
        if (by > 0)
        {
            region[..moved].CopyTo(region[(exposed * _columns)..]);
            region[..(exposed * _columns)].Fill(Cell.Blank);
        }
        else
        {
            region[(exposed * _columns)..].CopyTo(region);
            region[moved..].Fill(Cell.Blank);
        }
    }

    private void DrawRows(ScreenBuffer screen, ReadOnlySpan<Cell> front, ReadOnlySpan<Cell> back)
    {
        var painter = new RowPainter(screen, _writer);
        for (int row = 0; row < _rows; row++)
        {
            ReadOnlySpan<Cell> backRow = back.Slice(row * _columns, _columns);
            ReadOnlySpan<Cell> frontRow = front.Slice(row * _columns, _columns);
            if (!_isFrontKnown)
            {
                painter.Repaint(row, backRow);
            }
            else if (!MemoryMarshal.Cast<Cell, ulong>(frontRow).SequenceEqual(MemoryMarshal.Cast<Cell, ulong>(backRow)))
            {
                painter.Update(row, frontRow, backRow);
            }
        }
    }
}
