using System.Text;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The title of the table: how many traces are held, and every way in which the rows are not simply the newest.</summary>
internal sealed class TableTitleView(Canvas canvas)
{
    /// <summary>Fewer columns of a filter tell nothing.</summary>
    private const int LeastFilterColumns = 12;

    private readonly CachedText _filter = new(canvas.Sanitizer);

    /// <summary>On the upper edge of the table's box.</summary>
    public void Draw(DashboardState state, Rect area) => DrawParts(state, area, Put(area, 0, $"Recent Traces ({state.Rows.HeldCount:N0} unique)"));

    /// <summary>Where the table has no box: on the frame, in place of its title, if there is anything to tell.</summary>
    public void DrawOnFrame(DashboardState state, Rect frame)
    {
        bool isUsual = !state.Pause.IsPaused && !state.Rows.IsFiltered && !state.Cursor.IsFollowing;
        if (!isUsual)
        {
            int columns = frame.Columns - (2 * Panel.EdgeInset);
            canvas.Screen.FillRow(frame.Column + Panel.EdgeInset, frame.Row, columns, canvas.Glyphs.Horizontal, canvas.Theme.Border);
            DrawParts(state, frame, Put(frame, 0, $"TraceLLM"));
        }
    }

    private void DrawParts(DashboardState state, Rect area, int used)
    {
        (ShownRows rows, Rune separator) = (state.Rows, canvas.Glyphs.Separator);
        if (state.Pause.IsPaused)
        {
            used = Put(area, used, $"{separator} paused, {state.Pause.HeldBack:N0} held back");
        }

        if (state.Cursor.IsFollowing)
        {
            used = Put(area, used, $"{separator} following");
        }

        if (rows.IsFiltered)
        {
            used = Put(area, used, $"{separator} {rows.Count:N0} shown");
        }

        if (state.Table.ErrorsOnly)
        {
            used = Put(area, used, $"{separator} errors only");
        }

        if (!state.Filter.Applied.IsEmpty)
        {
            Put(area, used, $"{separator} filter: {_filter.Of(state.Filter.Applied.Text)}", LeastFilterColumns);
        }
    }

    /// <summary>Puts a part behind what stands there, if all of it fits; the first one always.</summary>
    /// <param name="leastColumns">What is enough of it; the rest is cut.</param>
    /// <returns>The columns used in all.</returns>
    private int Put(Rect area, int used, SafeFormat text, int leastColumns = int.MaxValue)
    {
        int room = area.Columns - (2 * Panel.EdgeInset) - used - 2;
        if (used > 0 && Math.Min(text.Columns, leastColumns) > room)
        {
            return used;
        }

        Rect rest = area with { Column = area.Column + used, Columns = area.Columns - used };
        Panel.PutOnEdge(canvas.Screen, rest, area.Row, canvas.Theme.Title, text, rest.Columns);
        return used + Math.Min(text.Columns, room) + 1;
    }
}
