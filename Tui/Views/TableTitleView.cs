using System.Text;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The title of the table: how many traces are held, and every way in which the rows are not simply the newest.</summary>
internal sealed class TableTitleView(Canvas canvas)
{
    public void Draw(DashboardState state, Rect area)
    {
        (ShownRows rows, Rune separator) = (state.Rows, canvas.Glyphs.Separator);
        int used = Put(area, 0, $"Recent Traces ({rows.HeldCount:N0} unique)");
        if (state.Pause.IsPaused)
        {
            used = Put(area, used, $"{separator} paused, {state.Pause.HeldBack:N0} held back");
        }

        if (state.ErrorsOnly)
        {
            used = Put(area, used, $"{separator} errors only: {rows.Count:N0}");
        }

        if (state.Cursor.IsFollowing)
        {
            Put(area, used, $"{separator} following");
        }
    }

    /// <summary>Puts a part behind what stands there, if all of it fits; the first one always.</summary>
    /// <returns>The columns used in all.</returns>
    private int Put(Rect area, int used, SafeFormat text)
    {
        int room = area.Columns - (2 * Panel.EdgeInset) - 1;
        if (used > 0 && used + text.Columns + 1 > room)
        {
            return used;
        }

        Rect rest = area with { Column = area.Column + used, Columns = area.Columns - used };
        Panel.PutOnEdge(canvas.Screen, rest, area.Row, canvas.Theme.Title, text, rest.Columns);
        return used + text.Columns + 1;
    }
}
