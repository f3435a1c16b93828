using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The newest traces, one row each.</summary>
internal sealed class TraceTableView(Canvas canvas, DashboardOptions options)
{
    /// <summary>What an empty table says may take a second line on a narrow screen.</summary>
    private const int EmptyTextLines = 2;

    private static readonly Rune FutureMark = new('>');

    private readonly RowTextCache _texts = new();
    private readonly TableTitleView _title = new(canvas);
    private readonly EmptyTableView _empty = new(canvas, options);

    /// <summary>Looked up once there is something to show: that reads files, and the first frame does not wait for it.</summary>
    private TimeZoneInfo? _zone = options.IsUtc ? TimeZoneInfo.Utc : null;

    /// <summary>Lines that the table fills, its header included, without its box.</summary>
    public static int LinesWanted(DashboardState state) =>
        1 + Math.Max(state.Cursor.HasScrolled ? state.Rows.Count : Math.Min(state.Rows.Count, state.Options.Limit), EmptyTextLines);

    public void Draw(DashboardState state, Layout layout)
    {
        bool hasBox = layout.Mode != LayoutMode.Compact;
        Rect inside = hasBox ? Panel.Draw(canvas.Screen, layout.Table, canvas.Glyphs, canvas.Theme.Border).Inset(1, 0) : layout.Table;
        int room = inside.Rows - 1;
        state.Cursor.Settle(state.Cursor.HasScrolled ? room : Math.Min(room, state.Options.Limit));
        int rows = room <= 0 ? 0 : Math.Min(state.Rows.Count - state.Cursor.Top, state.Cursor.VisibleRows);
        _texts.BeginFrame();
        if (rows > 0 || state.Book.HasReadStore)
        {
            _zone ??= options.FindTimeZone();
        }

        TableColumns columns = rows > 0 ? DrawRows(state, inside, rows) : DrawEmpty(state, inside);
        bool hidesSortColumn = columns.WidthOf(state.Rows.Column) == 0;
        if (hasBox)
        {
            _title.Draw(state, layout.Table, hidesSortColumn);
        }
        else
        {
            _title.DrawOnFrame(state, layout.Frame, hidesSortColumn);
        }
    }

    private TableColumns DrawRows(DashboardState state, Rect inside, int rows)
    {
        (ShownRows shown, int top) = (state.Rows, state.Cursor.Top);
        DateTime newestDay = TextOf(shown.Newest ?? shown[top]).Time.Date;
        TableColumns columns = TableColumns.Of(inside.Columns, ShowsDates(shown, top, rows, newestDay));
        DrawHeader(state, inside, columns);
        for (int index = 0; index < rows; index++)
        {
            TraceRow row = shown[top + index];
            DrawRow(row, inside.Below(index + 1).Top(1), columns, newestDay);
            if (top + index == state.Cursor.SelectedIndex)
            {
                canvas.Screen.PutGlyph(inside.Column - 1, inside.Row + index + 1, canvas.Glyphs.Selection, canvas.Theme.Selection);
            }
        }

        return columns;
    }

    private TableColumns DrawEmpty(DashboardState state, Rect inside)
    {
        TableColumns columns = TableColumns.Of(inside.Columns, showsDates: false);
        DrawHeader(state, inside, columns);
        _empty.Draw(state, inside.Below(1));
        return columns;
    }

    private bool ShowsDates(ShownRows shown, int top, int rows, DateTime newestDay)
    {
        for (int index = top; index < top + rows; index++)
        {
            if (TextOf(shown[index]).Time.Date != newestDay)
            {
                return true;
            }
        }

        return false;
    }

    private void DrawHeader(DashboardState state, Rect area, TableColumns columns)
    {
        if (area.IsEmpty)
        {
            return;
        }

        Style style = canvas.Theme.Header;
        var line = new TableLine(canvas.Screen, area, columns.Gap);
        if (Format.IsUtc(_zone))
        {
            line.Put(columns.Time, style, $"Time UTC", OrderMark(state, SortColumn.Time));
        }
        else
        {
            line.Put(columns.Time, style, $"Time", OrderMark(state, SortColumn.Time));
        }

        line.Put(columns.Status, style, $"Status", OrderMark(state, SortColumn.Status));
        line.Put(columns.Model, style, $"Model", OrderMark(state, SortColumn.Model));
        line.PutRight(columns.Latency, style, $"Latency", OrderMark(state, SortColumn.Latency));
        line.PutRight(columns.Tokens, style, $"Tokens", OrderMark(state, SortColumn.Tokens));
        line.PutRight(columns.Steps, style, $"Steps", OrderMark(state, SortColumn.Steps));
        line.Put(columns.Prompt, style, $"Prompt");
    }

    /// <summary>Stands beside the name of the column that the rows are sorted by; the usual order has none.</summary>
    private Rune? OrderMark(DashboardState state, SortColumn column)
    {
        bool isUsual = column == SortColumn.Time && state.Rows.IsDescending;
        return state.Rows.Column != column || isUsual ? null : state.Rows.IsDescending ? canvas.Glyphs.Down : canvas.Glyphs.Up;
    }

    private void DrawRow(TraceRow row, Rect area, TableColumns columns, DateTime newestDay)
    {
        (Theme theme, Trace trace, RowText text) = (canvas.Theme, row.Trace, TextOf(row));
        var line = new TableLine(canvas.Screen, area, columns.Gap);
        SafeFormat time = TimeOf(text.Time, isOfNewestDay: text.Time.Date == newestDay);
        line.Put(columns.Time, theme.Hint, time);
        if (row.IsFromFuture)
        {
            canvas.Screen.PutGlyph(area.Column + time.Columns, area.Row, FutureMark, theme.Caution);
        }

        line.Put(columns.Status, Format.StatusStyle(theme, trace.Status), Format.StatusWord(trace.Status));
        line.Put(columns.Model, theme.Text, $"{text.Model}");
        line.PutRight(columns.Latency, Format.LatencyStyle(theme, trace.LatencyMs), Format.RowLatency(trace.LatencyMs));
        line.PutRight(columns.Tokens, theme.Text, Format.RowTokens(trace.TokenCount));
        line.PutRight(columns.Steps, theme.Text, $"{trace.StepCount}");
        line.Put(columns.Prompt, theme.Text, $"{text.Prompt}");
    }

    private static SafeFormat TimeOf(DateTime time, bool isOfNewestDay) => isOfNewestDay
        ? SafeFormat.Of($"{time.Hour:D2}:{time.Minute:D2}:{time.Second:D2}")
        : $"{time.Month:D2}-{time.Day:D2} {time.Hour:D2}:{time.Minute:D2}";

    private RowText TextOf(TraceRow row) => _texts.Of(row, canvas.Sanitizer, _zone!);
}
