using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The figures: a list, two columns, or two bare lines, by the room there is.</summary>
internal sealed class OverviewView(Canvas canvas)
{
    /// <summary>Columns of a label with the blanks after it.</summary>
    private const int LabelColumns = 15;

    /// <summary>Columns of the right one of two columns: a label and a figure.</summary>
    private const int FoldedRightColumns = 28;

    /// <summary>Columns of the list with the blank after it, where more stands beside it.</summary>
    private const int ListColumns = 49;

    /// <summary>Columns of the second list: a label and the sparkline.</summary>
    private const int SecondColumns = LabelColumns + SparklineView.Columns;

    private readonly CachedText _feedName = new(canvas.Sanitizer);
    private readonly SparklineView _sparkline = new(canvas);
    private readonly ModelsView _models = new(canvas);

    public void Draw(DashboardState state, Layout layout)
    {
        Figures figures = state.Figures;
        if (layout.Mode == LayoutMode.Compact)
        {
            DrawLines(state, figures, layout.Overview);
            return;
        }

        Rect inside = Panel.Draw(canvas.Screen, layout.Overview, canvas.Glyphs, canvas.Theme.Border).Inset(1, 0);
        Panel.PutOnEdge(canvas.Screen, layout.Overview, layout.Overview.Row, canvas.Theme.Title, Title(figures), inside.Columns);
        if (layout.Mode == LayoutMode.Folded)
        {
            Rect left = inside with { Columns = inside.Columns - FoldedRightColumns - 1 };
            DrawCounts(figures, left);
            DrawStatus(state, Line(left, 3));
            Rect right = inside with { Column = inside.EndColumn - FoldedRightColumns, Columns = FoldedRightColumns };
            DrawAmounts(figures, right);
            DrawErrorRate(figures, Line(right, 3));
        }
        else
        {
            bool hasMore = inside.Columns >= ListColumns + SecondColumns;
            Rect list = hasMore ? inside with { Columns = ListColumns - 1 } : inside;
            DrawCounts(figures, list);
            DrawAmounts(figures, list.Below(3));
            DrawStatus(state, Line(list, 6));
            if (hasMore)
            {
                DrawMore(state, figures, inside with { Column = inside.Column + ListColumns, Columns = inside.Columns - ListColumns });
            }
        }
    }

    private void DrawMore(DashboardState state, Figures figures, Rect area)
    {
        Theme theme = canvas.Theme;
        PutFigure(Line(area, 0), $"P50 Latency", Format.LatencyStyle(theme, figures.P50Ms), Format.FigureLatency(figures.P50Ms));
        PutFigure(Line(area, 1), $"P99 Latency", Format.LatencyStyle(theme, figures.P99Ms), Format.FigureLatency(figures.P99Ms));
        DrawErrorRate(figures, Line(area, 2));
        PutFigure(Line(area, 3), $"Traces/min", theme.Value, $"{Format.PerMinute(state.Table.Figures.TracesPerMinute)}{ModelsView.OfAll(state)}");
        Rect trail = Line(area, 4);
        canvas.Screen.Put(trail.Column, trail.Row, theme.Label, $"Last {LatencyTrail.Length - 1}{ModelsView.OfAll(state)}");
        _sparkline.Draw(state.Table.Figures.Trail, trail.Column + LabelColumns, trail.Row);
        Rect rest = area with { Column = area.Column + SecondColumns + 2, Columns = area.Columns - SecondColumns - 2 };
        if (rest.Columns >= ModelsView.SmallColumns)
        {
            _models.DrawSmall(state, rest);
        }
    }

    private void DrawErrorRate(Figures figures, Rect line) => PutFigure(
        line, $"Error Rate", figures.Counts.Errors > 0 ? canvas.Theme.Bad : canvas.Theme.Value, Format.Rate(figures.Counts));

    private void DrawCounts(Figures figures, Rect area)
    {
        Theme theme = canvas.Theme;
        StatusCounts counts = figures.Counts;
        SafeFormat about = figures.AreCountsEstimates ? SafeFormat.Of($"about ") : $"";
        PutFigure(Line(area, 0), $"Total Traces", theme.Value, $"{about}{counts.Total:N0}");
        PutFigure(Line(area, 1), $"Completed", theme.Good, $"{counts.Success:N0}");
        Style style = counts.Failed > 0 ? theme.Bad : counts.Warning > 0 ? theme.Caution : theme.Value;
        Rect errors = Line(area, 2);
        int used = PutFigure(errors, $"Errors", style, $"{counts.Errors:N0}");
        if (counts.Errors > 0)
        {
            SafeFormat parts = $"  ({counts.Failed:N0} failed, {counts.Warning:N0} warning)";
            parts = used + parts.Columns <= errors.Columns ? parts : $"  ({counts.Failed:N0} f, {counts.Warning:N0} w)";
            if (used + parts.Columns <= errors.Columns)
            {
                canvas.Screen.Put(errors.Column + used, errors.Row, theme.Hint, parts);
            }
        }
    }

    private void DrawAmounts(Figures figures, Rect area)
    {
        Theme theme = canvas.Theme;
        PutFigure(Line(area, 0), $"Avg Latency", Format.LatencyStyle(theme, figures.AverageMs), Format.FigureLatency(figures.AverageMs));
        PutFigure(Line(area, 1), $"P95 Latency", Format.LatencyStyle(theme, figures.P95Ms), Format.FigureLatency(figures.P95Ms));
        PutFigure(Line(area, 2), $"Total Tokens", theme.Value, $"{figures.TokenCount:N0}");
    }

    private void DrawStatus(DashboardState state, Rect line) =>
        PutFigure(line, $"WebSocket", StatusStyle(state), Status(state));

    /// <summary>What fits, the most telling first.</summary>
    private void DrawLines(DashboardState state, Figures figures, Rect area)
    {
        Theme theme = canvas.Theme;
        Rect first = Line(area, 0);
        int used = PutPart(first, 0, theme.Value, $"Total {figures.Counts.Total:N0}");
        used = PutPart(first, used, theme.Good, $"Completed {figures.Counts.Success:N0}");
        used = PutPart(first, used, figures.Counts.Errors > 0 ? theme.Bad : theme.Text, $"Errors {figures.Counts.Errors:N0}");
        PutPart(first, used, theme.Text, $"Tokens {figures.TokenCount:N0}");

        Rect second = Line(area, 1);
        used = PutPart(second, 0, StatusStyle(state), Status(state));
        used = PutPart(
            second, used, Format.LatencyStyle(theme, figures.P95Ms), $"P95 {Format.FigureLatency(figures.P95Ms)}");
        used = PutPart(second, used, Format.LatencyStyle(theme, figures.AverageMs), $"Avg {Format.FigureLatency(figures.AverageMs)}");
        used = PutPart(second, used, Format.LatencyStyle(theme, figures.P50Ms), $"P50 {Format.FigureLatency(figures.P50Ms)}");
        PutPart(second, used, Format.LatencyStyle(theme, figures.P99Ms), $"P99 {Format.FigureLatency(figures.P99Ms)}");
    }

    private SafeFormat Status(DashboardState state)
    {
        SourceStatus feed = state.Book.Feed;
        Rune dot = canvas.Glyphs.Dot;
        return feed.State switch
        {
            SourceState.Connecting => SafeFormat.Of($"{dot} Connecting"),
            SourceState.Connected when feed.Name.Length > 0 => $"{dot} Connected ({_feedName.Of(feed.Name)})",
            SourceState.Connected => $"{dot} Connected",
            SourceState.Unavailable => $"{dot} Unavailable",
            SourceState.Reconnecting => Reconnecting(state),
            SourceState.Suspended => $"{dot} Suspended",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The first attempt after a loss is a reconnection; when it failed too, the backend is unavailable.</summary>
    private SafeFormat Reconnecting(DashboardState state)
    {
        Rune dot = canvas.Glyphs.Dot;
        return (state.Book.Feed.Failures > 0, state.FeedRetrySeconds) switch
        {
            (false, { } seconds) => SafeFormat.Of($"{dot} Reconnecting in {seconds}s"),
            (false, null) => $"{dot} Reconnecting",
            (true, { } seconds) => $"{dot} Unavailable, retry in {seconds}s",
            (true, null) => $"{dot} Unavailable, retrying",
        };
    }

    private Style StatusStyle(DashboardState state) =>
        state.Book.Feed.State == SourceState.Connected ? canvas.Theme.Good : canvas.Theme.Caution;

    private static SafeFormat Title(Figures figures) => figures.Scope switch
    {
        FigureScope.ArrivedOnly => SafeFormat.Of($"Overview (figures: arrived so far)"),
        FigureScope.Everything => $"Overview",
        FigureScope.Held => $"Overview (figures: {figures.Counts.Total:N0} of {figures.WindowDocuments:N0} held)",
        FigureScope.Window => $"Overview (figures: newest {figures.WindowDocuments:N0})",
        FigureScope.Seen => $"Overview (figures: all {figures.WindowDocuments:N0} seen, {figures.Counts.Total:N0} stored now)",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static Rect Line(Rect area, int index) => area.Below(index).Top(1);

    /// <returns>The columns used by label and value.</returns>
    private int PutFigure(Rect line, SafeFormat label, Style style, SafeFormat value)
    {
        if (line.IsEmpty)
        {
            return 0;
        }

        canvas.Screen.Put(line.Column, line.Row, canvas.Theme.Label, label, line.Columns);
        int column = line.Column + LabelColumns;
        return LabelColumns + canvas.Screen.Put(column, line.Row, style, value, line.EndColumn - column);
    }

    /// <summary>Puts a part of a line behind what stands there, if all of it fits.</summary>
    /// <returns>The columns used in all.</returns>
    private int PutPart(Rect line, int used, Style style, SafeFormat text)
    {
        int gap = used == 0 ? 0 : 2;
        return used + gap + text.Columns > line.Columns
            ? used
            : used + gap + canvas.Screen.Put(line.Column + used + gap, line.Row, style, text);
    }
}
