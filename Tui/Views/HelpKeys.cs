using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>All keys: in two columns where there is room, else in one.</summary>
internal sealed class HelpKeys : IHelpSection
{
    /// <summary>Columns of one column of keys: a label and what the key does.</summary>
    private const int EntryColumns = 36;

    private const int LabelColumns = 10;

    private readonly Canvas _canvas;
    private readonly (SafeText Label, SafeText Help)[] _entries;

    private int _columns = 1;
    private int _rows;

    public HelpKeys(Canvas canvas)
    {
        _canvas = canvas;
        _entries =
        [
            .. from binding in KeyMap.Bindings
               select (canvas.Sanitizer.SingleLine(binding.Label), canvas.Sanitizer.SingleLine(binding.Help)),
        ];
    }

    public int Prepare(DashboardState state, int columns)
    {
        _columns = columns >= 2 * EntryColumns ? 2 : 1;
        _rows = (_entries.Length + _columns - 1) / _columns;
        return _rows;
    }

    public void DrawLine(int line, Rect area)
    {
        int width = area.Columns / _columns;
        for (int column = 0; column < _columns; column++)
        {
            int index = (column * _rows) + line;
            if (index < _entries.Length)
            {
                DrawEntry(_entries[index], area with { Column = area.Column + (column * width), Columns = width - 1 });
            }
        }
    }

    private void DrawEntry((SafeText Label, SafeText Help) entry, Rect area)
    {
        _canvas.Screen.Put(area.Column, area.Row, entry.Label, _canvas.Theme.Key, LabelColumns);
        _canvas.Screen.Put(area.Column + LabelColumns, area.Row, entry.Help, _canvas.Theme.Text, area.Columns - LabelColumns);
    }
}
