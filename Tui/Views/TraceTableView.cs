using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The newest traces, one row each.</summary>
internal sealed class TraceTableView(Canvas canvas, Func<TimeZoneInfo> findTimeZone)
{
    private static readonly Rune FutureMark = new('>');

    private readonly RowTextCache _texts = new();

    /// <summary>Found at the first row: looking the zone up reads files, and the first frame does not wait for that.</summary>
    private TimeZoneInfo? _zone;

    public void Draw(DashboardState state, Layout layout)
    {
        TraceLedger ledger = state.Book.Ledger;
        Rect inside = layout.Table;
        if (layout.Mode != LayoutMode.Compact)
        {
            inside = Panel.Draw(canvas.Screen, layout.Table, canvas.Glyphs, canvas.Theme.Border).Inset(1, 0);
            Panel.PutOnEdge(
                canvas.Screen, layout.Table, layout.Table.Row, canvas.Theme.Title,
                $"Recent Traces ({ledger.Count:N0} unique)", inside.Columns);
        }

        int rows = Math.Min(Math.Min(ledger.Count, state.Options.Limit), inside.Rows - 1);
        _texts.BeginFrame();
        if (rows <= 0)
        {
            DrawEmpty(state, inside);
            return;
        }

        _zone ??= findTimeZone();
        DateTime newestDay = TextOf(ledger[0]).Time.Date;
        bool showsDates = ShowsDates(ledger, rows, newestDay);
        TableColumns columns = TableColumns.Of(inside.Columns, showsDates);
        DrawHeader(inside, columns);
        for (int index = 0; index < rows; index++)
        {
            DrawRow(ledger[index], inside.Below(index + 1).Top(1), columns, newestDay);
        }
    }

    private void DrawEmpty(DashboardState state, Rect inside)
    {
        DrawHeader(inside, TableColumns.Of(inside.Columns, showsDates: false));
        Rect line = inside.Below(1);
        if (line.IsEmpty || state.Book.Ledger.Count > 0)
        {
            return;
        }

        if (state.Book.HasReadStore)
        {
            canvas.Screen.Put(
                line.Column, line.Row, canvas.Theme.Hint, $"No traces yet. Run \"tracellm trace\" to generate traces.", line.Columns);
        }
        else
        {
            canvas.Screen.Put(line.Column, line.Row, canvas.Theme.Hint, $"Waiting for traces", line.Columns);
        }
    }

    private bool ShowsDates(TraceLedger ledger, int rows, DateTime newestDay)
    {
        for (int index = 1; index < rows; index++)
        {
            if (TextOf(ledger[index]).Time.Date != newestDay)
            {
                return true;
            }
        }

        return false;
    }

    private void DrawHeader(Rect area, TableColumns columns)
    {
        if (area.IsEmpty)
        {
            return;
        }

        Style style = canvas.Theme.Header;
        var line = new TableLine(canvas.Screen, area, columns.Gap);
        if (_zone is { BaseUtcOffset.Ticks: 0, SupportsDaylightSavingTime: false })
        {
            line.Put(columns.Time, style, $"Time UTC");
        }
        else
        {
            line.Put(columns.Time, style, $"Time");
        }

        line.Put(columns.Status, style, $"Status");
        line.Put(columns.Model, style, $"Model");
        line.PutRight(columns.Latency, style, $"Latency");
        line.PutRight(columns.Tokens, style, $"Tokens");
        line.PutRight(columns.Steps, style, $"Steps");
        line.Put(columns.Prompt, style, $"Prompt");
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

        line.Put(columns.Status, Format.StatusStyle(theme, trace.Status), StatusWord(trace.Status));
        line.Put(columns.Model, theme.Text, $"{text.Model}");
        line.PutRight(columns.Latency, Format.LatencyStyle(theme, trace.LatencyMs), Format.RowLatency(trace.LatencyMs));
        line.PutRight(columns.Tokens, theme.Text, Format.RowTokens(trace.TokenCount));
        line.PutRight(columns.Steps, theme.Text, $"{trace.StepCount}");
        line.Put(columns.Prompt, theme.Text, $"{text.Prompt}");
    }

    private static SafeFormat TimeOf(DateTime time, bool isOfNewestDay) => isOfNewestDay
        ? SafeFormat.Of($"{time.Hour:D2}:{time.Minute:D2}:{time.Second:D2}")
        : $"{time.Month:D2}-{time.Day:D2} {time.Hour:D2}:{time.Minute:D2}";

    private static SafeFormat StatusWord(TraceStatus status) => status switch
    {
        TraceStatus.Success => SafeFormat.Of($"SUCCESS"),
        TraceStatus.Warning => $"WARNING",
        TraceStatus.Failed => $"FAILED",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private RowText TextOf(TraceRow row) => _texts.Of(row, canvas.Sanitizer, _zone!);
}
