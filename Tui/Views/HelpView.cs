using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>What is wrong just now in full, all keys, the language of the filter: in lines that scroll.</summary>
internal sealed class HelpView(Canvas canvas)
{
    private readonly IHelpSection[] _sections = [new HelpMessages(canvas), new HelpKeys(canvas), new HelpFilter(canvas)];
    private readonly int[] _ends = new int[3];

    public void Draw(DashboardState state, Rect area)
    {
        ScrollPosition scroll = state.Help.Lines;
        Rect inside = Panel.Draw(canvas.Screen, area, canvas.Glyphs, canvas.Theme.Border);
        Panel.PutOnEdge(canvas.Screen, area, area.Row, canvas.Theme.Title, $"Help", area.Columns);
        int lines = Prepare(state, inside.Columns);
        scroll.Settle(lines, inside.Rows);
        int shown = Math.Min(lines - scroll.Top, inside.Rows);
        for (int row = 0; row < shown; row++)
        {
            DrawLine(scroll.Top + row, inside.Below(row).Top(1));
        }

        if (lines > inside.Rows)
        {
            Panel.PutOnEdgeRight(
                canvas.Screen, area, area.EndRow - 1, canvas.Theme.Hint, $"{scroll.Top + shown} of {lines}");
        }
    }

    private int Prepare(DashboardState state, int columns)
    {
        int lines = 0;
        for (int i = 0; i < _sections.Length; i++)
        {
            lines += _sections[i].Prepare(state, columns);
            _ends[i] = lines;
        }

        return lines;
    }

    private void DrawLine(int line, Rect area)
    {
        int section = 0;
        while (line >= _ends[section])
        {
            section++;
        }

        _sections[section].DrawLine(line - (section == 0 ? 0 : _ends[section - 1]), area);
    }
}
