using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>One <see cref="Notice"/> in the lines that it gets: whole, else its short form, else that one cut before its tail.</summary>
internal sealed class NoticeLine(Canvas canvas)
{
    private readonly WrappedText _full = new(canvas.Sanitizer);
    private readonly WrappedText _short = new(canvas.Sanitizer);
    private readonly CachedText _tail = new(canvas.Sanitizer);

    private Notice? _notice;
    private int _columns;
    private int _cutRow = -1;
    private SafeText _cut;

    /// <returns>The rows that it fills when there are as many as it likes, of some at most.</returns>
    public int Prepare(Notice notice, int columns, int mostRows)
    {
        if (!ReferenceEquals(notice, _notice) || columns != _columns)
        {
            (_notice, _columns, _cutRow) = (notice, columns, -1);
            _full.Set(notice.FullLine, columns);
            _short.Set(notice.ShortLine, columns);
        }

        return notice.IsShortEnough && _short.Count == 1 ? 1 : Math.Min(_full.Count, mostRows);
    }

    /// <param name="area">As many rows as it may fill.</param>
    /// <param name="style">Of all of it.</param>
    public void Draw(Rect area, Style style)
    {
        WrappedText text = _full.Count <= area.Rows ? _full : _short;
        int whole = text.Count <= area.Rows ? text.Count : area.Rows - 1;
        for (int row = 0; row < whole; row++)
        {
            canvas.Screen.Put(area.Column, area.Row + row, text[row], style, area.Columns);
        }

        if (whole < text.Count)
        {
            DrawCut(area.Below(whole), whole, style);
        }
    }

    /// <summary>The last row holds what is left of the short form, as far as it goes, and the tail.</summary>
    private void DrawCut(Rect area, int row, Style style)
    {
        SafeText tail = _tail.Of(_notice!.Tail);
        if (row != _cutRow)
        {
            _cutRow = row;
            _cut = canvas.Sanitizer.SingleLine(_notice.Short[Math.Min(_short.StartOf(row), _notice.Short.Length)..], _columns);
        }

        int used = canvas.Screen.Put(area.Column, area.Row, _cut, style, Math.Max(area.Columns - tail.Columns, 0));
        canvas.Screen.Put(area.Column + used, area.Row, tail, style, area.Columns - used);
    }
}
