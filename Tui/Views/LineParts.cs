using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>Parts of one line behind one another; a part that does not fit whole is left out.</summary>
internal ref struct LineParts(ScreenBuffer screen, Rect line)
{
    /// <summary>Blank columns between two parts.</summary>
    public const int Gap = 2;

    private int _used;

    /// <summary>Columns that a further part may have.</summary>
    public readonly int Room => line.IsEmpty ? 0 : line.Columns - _used - (_used == 0 ? 0 : Gap);

    public void Put(Style style, SafeFormat text)
    {
        if (text.Columns > 0 && text.Columns <= Room)
        {
            int gap = _used == 0 ? 0 : Gap;
            _used += gap + screen.Put(line.Column + _used + gap, line.Row, style, text);
        }
    }
}
