using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>Parts of one line behind one another; a part that does not fit whole is left out.</summary>
internal ref struct LineParts(ScreenBuffer screen, Rect line)
{
    private const int Gap = 2;

    private int _used;

    public void Put(Style style, SafeFormat text)
    {
        int gap = _used == 0 ? 0 : Gap;
        if (!line.IsEmpty && _used + gap + text.Columns <= line.Columns)
        {
            _used += gap + screen.Put(line.Column + _used + gap, line.Row, style, text);
        }
    }
}
