using System.Text;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>
/// The title of the table, or of the models in its place: how many traces are held, and every way in which the rows are not simply the
/// newest. What hides or orders rows unseen is always there: for it the other parts are shortened, then left out.
/// </summary>
internal sealed class TableTitleView(Canvas canvas)
{
    /// <summary>Fewer columns of a filter tell nothing.</summary>
    private const int LeastFilterColumns = 10;

    /// <summary>Columns between two parts: a separator between blanks.</summary>
    private const int GapColumns = 3;

    /// <summary>0 is every part in full; from 1 on the name is short, from 2 on the pause, from 3 on there is no name.</summary>
    private const int Shortest = 4;

    /// <summary>What hides rows needs all the room: the order is told only if there is some left.</summary>
    private const int WithoutOrder = 5;

    private readonly CachedText _filter = new(canvas.Sanitizer);

    /// <summary>As they stand from the left.</summary>
    private enum Part
    {
        Name,
        Paused,
        ErrorsOnly,
        Shown,
        Sorted,
        Following,
        Filter,
    }

    /// <summary>On the upper edge of the box.</summary>
    /// <param name="hidesSortColumn">The column that the rows are sorted by has no room.</param>
    public void Draw(DashboardState state, Rect area, bool hidesSortColumn) => DrawParts(state, area, new Shape(false, hidesSortColumn));

    /// <summary>Where there is no box: on the frame, in place of its title, if there is anything to tell.</summary>
    /// <inheritdoc cref="Draw"/>
    public void DrawOnFrame(DashboardState state, Rect frame, bool hidesSortColumn)
    {
        bool isOrdered = !state.Models.IsOpen && (state.Cursor.IsFollowing || hidesSortColumn);
        bool isUsual = !state.Pause.IsPaused && !state.Rows.IsFiltered && !isOrdered;
        if (!isUsual)
        {
            int columns = frame.Columns - (2 * Panel.EdgeInset);
            canvas.Screen.FillRow(frame.Column + Panel.EdgeInset, frame.Row, columns, canvas.Glyphs.Horizontal, canvas.Theme.Border);
            DrawParts(state, frame, new Shape(true, hidesSortColumn));
        }
    }

    private void DrawParts(DashboardState state, Rect area, Shape shape)
    {
        int room = area.Columns - (2 * Panel.EdgeInset) - 2;
        while (shape.Brevity < WithoutOrder && NeededColumns(state, Part.Name, shape) > room)
        {
            shape = shape with { Brevity = shape.Brevity + 1 };
        }

        int used = 0;
        for (Part part = Part.Name; part <= Part.Filter; part++)
        {
            // Before the text: a text is valid only until some others are made.
            int needed = NeededColumns(state, part + 1, shape);
            SafeFormat text = TextOf(state, part, shape);
            bool fits = used + text.Columns + needed + (used > 0 ? GapColumns - 1 : 0) + (needed > 0 ? GapColumns : 0) <= room;
            if (text.Columns > 0 && (fits || IsNeeded(part, shape)))
            {
                used += Put(area, used, text);
            }
        }
    }

    /// <summary>Columns of the parts that must be there, from one of them on.</summary>
    private int NeededColumns(DashboardState state, Part first, Shape shape)
    {
        int needed = 0;
        for (Part part = first; part <= Part.Filter; part++)
        {
            int columns = IsNeeded(part, shape) ? LeastColumns(part, TextOf(state, part, shape)) : 0;
            needed += columns + (needed > 0 && columns > 0 ? GapColumns : 0);
        }

        return needed;
    }

    private static bool IsNeeded(Part part, Shape shape) => part switch
    {
        Part.Following => false,
        Part.Shown => shape.Brevity < Shortest,
        Part.Sorted => shape.Brevity < WithoutOrder,
        _ => true,
    };

    private static int LeastColumns(Part part, SafeFormat text) =>
        part == Part.Filter ? Math.Min(text.Columns, LeastFilterColumns) : text.Columns;

    /// <summary>Empty when there is nothing to tell.</summary>
    private SafeFormat TextOf(DashboardState state, Part part, Shape shape) => part switch
    {
        Part.Name => shape.Brevity > 2 ? SafeFormat.Of($"") : shape.IsOnFrame ? SafeFormat.Of($"TraceLLM") : NameOf(state, isShort: shape.Brevity > 0),
        Part.Paused when state.Pause.IsPaused => shape.Brevity < 2 ? SafeFormat.Of($"paused, {state.Pause.HeldBack:N0} held back")
            : shape.Brevity < Shortest ? SafeFormat.Of($"paused, {state.Pause.HeldBack:N0} held")
            : $"paused",
        Part.ErrorsOnly when state.Table.ErrorsOnly => shape.Brevity < Shortest ? SafeFormat.Of($"errors only") : $"errors",
        Part.Filter when !state.Filter.Applied.IsEmpty => $"filter: {_filter.Of(state.Filter.Applied.Text)}",
        _ => state.Models.IsOpen ? SafeFormat.Of($"") : TextOfRows(state, part, shape),
    };

    private SafeFormat TextOfRows(DashboardState state, Part part, Shape shape) => part switch
    {
        Part.Shown when state.Rows.IsFiltered => $"{state.Rows.Count:N0} shown",
        Part.Sorted when shape.HidesSortColumn => OrderOf(state, isShort: shape.Brevity >= Shortest),
        Part.Following when state.Cursor.IsFollowing => $"following",
        _ => $"",
    };

    private static SafeFormat NameOf(DashboardState state, bool isShort)
    {
        if (state.Models.IsOpen)
        {
            long covered = state.HeldFigures.All.Counts.Total;
            return isShort ? SafeFormat.Of($"Models ({covered:N0} of {state.Rows.HeldCount:N0})") : $"Models ({ScopeText.Held(covered, state.Rows.HeldCount)})";
        }

        return isShort ? SafeFormat.Of($"Traces ({state.Rows.HeldCount:N0})") : $"Recent Traces ({state.Rows.HeldCount:N0} unique)";
    }

    private SafeFormat OrderOf(DashboardState state, bool isShort)
    {
        Rune mark = state.Rows.IsDescending ? canvas.Glyphs.Down : canvas.Glyphs.Up;
        return isShort ? SafeFormat.Of($"{mark}{NameOf(state.Rows.Column)}") : $"by {NameOf(state.Rows.Column)} {mark}";
    }

    private static SafeFormat NameOf(SortColumn column) => column switch
    {
        SortColumn.Time => SafeFormat.Of($"time"),
        SortColumn.Latency => $"latency",
        SortColumn.Tokens => $"tokens",
        SortColumn.Steps => $"steps",
        SortColumn.Status => $"status",
        SortColumn.Model => $"model",
        _ => throw new System.Diagnostics.UnreachableException(),
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

    /// <summary>What the parts depend on beside the state.</summary>
    private readonly record struct Shape(bool IsOnFrame, bool HidesSortColumn, int Brevity = 0);
}
