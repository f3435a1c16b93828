using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>
/// The title of the table: how many traces are held, and every way in which the rows are not simply the newest. What hides rows is
/// always there: for it the other parts are shortened, then left out.
/// </summary>
internal sealed class TableTitleView(Canvas canvas)
{
    /// <summary>Fewer columns of a filter tell nothing.</summary>
    private const int LeastFilterColumns = 10;

    /// <summary>Columns between two parts: a separator between blanks.</summary>
    private const int GapColumns = 3;

    /// <summary>0 is every part in full; from 1 on the name is short, from 2 on the pause, from 3 on there is no name.</summary>
    private const int Shortest = 4;

    private readonly CachedText _filter = new(canvas.Sanitizer);

    /// <summary>As they stand from the left.</summary>
    private enum Part
    {
        Name,
        Paused,
        ErrorsOnly,
        Shown,
        Following,
        Filter,
    }

    /// <summary>On the upper edge of the table's box.</summary>
    public void Draw(DashboardState state, Rect area) => DrawParts(state, area, isOnFrame: false);

    /// <summary>Where the table has no box: on the frame, in place of its title, if there is anything to tell.</summary>
    public void DrawOnFrame(DashboardState state, Rect frame)
    {
        bool isUsual = !state.Pause.IsPaused && !state.Rows.IsFiltered && !state.Cursor.IsFollowing;
        if (!isUsual)
        {
            int columns = frame.Columns - (2 * Panel.EdgeInset);
            canvas.Screen.FillRow(frame.Column + Panel.EdgeInset, frame.Row, columns, canvas.Glyphs.Horizontal, canvas.Theme.Border);
            DrawParts(state, frame, isOnFrame: true);
        }
    }

    private void DrawParts(DashboardState state, Rect area, bool isOnFrame)
    {
        int room = area.Columns - (2 * Panel.EdgeInset) - 2;
        int brevity = 0;
        while (brevity < Shortest && NeededColumns(state, isOnFrame, brevity) > room)
        {
            brevity++;
        }

        int filterColumns = LeastColumns(Part.Filter, TextOf(state, Part.Filter, isOnFrame, brevity));
        int used = 0;
        for (Part part = Part.Name; part <= Part.Filter; part++)
        {
            SafeFormat text = TextOf(state, part, isOnFrame, brevity);
            int reserved = part == Part.Filter || filterColumns == 0 ? 0 : filterColumns + GapColumns;
            bool fits = used + GapColumns + text.Columns + reserved <= room;
            if (text.Columns > 0 && (fits || IsNeeded(part, brevity)))
            {
                used += Put(area, used, text);
            }
        }
    }

    /// <summary>Columns of the parts that must be there.</summary>
    private int NeededColumns(DashboardState state, bool isOnFrame, int brevity)
    {
        int needed = 0;
        for (Part part = Part.Name; part <= Part.Filter; part++)
        {
            int columns = IsNeeded(part, brevity) ? LeastColumns(part, TextOf(state, part, isOnFrame, brevity)) : 0;
            needed += columns + (needed > 0 && columns > 0 ? GapColumns : 0);
        }

        return needed;
    }

    private static bool IsNeeded(Part part, int brevity) => part switch
    {
        Part.Following => false,
        Part.Shown => brevity < Shortest,
        _ => true,
    };

    private static int LeastColumns(Part part, SafeFormat text) =>
        part == Part.Filter ? Math.Min(text.Columns, LeastFilterColumns) : text.Columns;

    /// <summary>Empty when there is nothing to tell.</summary>
    private SafeFormat TextOf(DashboardState state, Part part, bool isOnFrame, int brevity) => part switch
    {
        Part.Name => brevity > 2 ? SafeFormat.Of($"")
            : isOnFrame ? SafeFormat.Of($"TraceLLM")
            : brevity == 0 ? SafeFormat.Of($"Recent Traces ({state.Rows.HeldCount:N0} unique)")
            : $"Traces ({state.Rows.HeldCount:N0})",
        Part.Paused when state.Pause.IsPaused => brevity < 2 ? SafeFormat.Of($"paused, {state.Pause.HeldBack:N0} held back")
            : brevity < Shortest ? SafeFormat.Of($"paused, {state.Pause.HeldBack:N0} held")
            : $"paused",
        Part.ErrorsOnly when state.Table.ErrorsOnly => brevity < Shortest ? SafeFormat.Of($"errors only") : $"errors",
        Part.Shown when state.Rows.IsFiltered => $"{state.Rows.Count:N0} shown",
        Part.Following when state.Cursor.IsFollowing => $"following",
        Part.Filter when !state.Filter.Applied.IsEmpty => $"filter: {_filter.Of(state.Filter.Applied.Text)}",
        _ => $"",
    };

    /// <summary>Puts a part behind what stands there; what has no room is cut.</summary>
    /// <returns>The columns used, with the blank behind it.</returns>
    private int Put(Rect area, int used, SafeFormat text)
    {
        SafeFormat part = used == 0 ? text : $"{canvas.Glyphs.Separator} {text}";
        Rect rest = area with { Column = area.Column + used, Columns = area.Columns - used };
        return Panel.PutOnEdge(canvas.Screen, rest, area.Row, canvas.Theme.Title, part, rest.Columns) is var columns and > 0
            ? columns - Panel.EdgeInset - 1
            : 0;
    }
}
