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
    private const int FoldedRightColumns = 27;

    /// <summary>Columns of the list with the blank after it, where more stands beside it.</summary>
    private const int ListColumns = 49;

    /// <summary>Columns of the second list: a label and the sparkline.</summary>
    private const int SecondColumns = LabelColumns + SparklineView.Columns;

    private readonly FeedStatusText _status = new(canvas);
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
        Panel.PutOnEdge(canvas.Screen, layout.Overview, layout.Overview.Row, canvas.Theme.Title, Title(figures, inside.Columns - 2), inside.Columns);
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
                DrawMore(state, figures, layout.Overview, inside with { Column = inside.Column + ListColumns, Columns = inside.Columns - ListColumns });
            }
        }
    }

    private void DrawMore(DashboardState state, Figures figures, Rect box, Rect area)
    {
        Theme theme = canvas.Theme;
        PutLatency(Line(area, 0), $"P50 Latency", figures.P50Ms);
        PutLatency(Line(area, 1), $"P99 Latency", figures.P99Ms);
        DrawErrorRate(figures, Line(area, 2));
        PutFigure(Line(area, 3), $"Traces/min", theme.Value, $"{Format.PerMinute(state.Table.Figures.TracesPerMinute)}{OfAll(state)}");
        Rect trail = Line(area, 4);
        canvas.Screen.Put(trail.Column, trail.Row, theme.Label, $"Last {LatencyTrail.Length - 1}{OfAll(state)}");
        _sparkline.Draw(state.Table.Figures.Trail, trail.Column + LabelColumns, trail.Row);
        Rect rest = area with { Column = area.Column + SecondColumns + 2, Columns = area.Columns - SecondColumns - 2 };
        if (rest.Columns >= ModelsView.SmallColumns)
        {
            _models.DrawSmall(state, rest, box);
        }
    }

    private void DrawErrorRate(Figures figures, Rect line) => PutFigure(
        line, $"Error Rate", figures.Counts.Errors > 0 ? canvas.Theme.Bad : canvas.Theme.Value, Format.Rate(figures.Counts));

    private void DrawCounts(Figures figures, Rect area)
    {
        Theme theme = canvas.Theme;
        StatusCounts counts = figures.Counts;
        int room = area.Columns - LabelColumns;
        SafeFormat about = figures.AreCountsEstimates ? SafeFormat.Of($"about ") : $"";
        PutFigure(Line(area, 0), $"Total Traces", theme.Value, $"{about}{Format.Count(counts.Total, room - about.Columns)}");
        PutFigure(Line(area, 1), $"Completed", theme.Good, Format.Count(counts.Success, room));
        Style style = counts.Failed > 0 ? theme.Bad : counts.Warning > 0 ? theme.Caution : theme.Value;
        Rect errors = Line(area, 2);
        int used = PutFigure(errors, $"Errors", style, Format.Count(counts.Errors, room));
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
        PutLatency(Line(area, 0), $"Avg Latency", figures.AverageMs);
        PutLatency(Line(area, 1), $"P95 Latency", figures.P95Ms);
        PutFigure(Line(area, 2), $"Total Tokens", canvas.Theme.Value, Format.Count(figures.TokenCount, area.Columns - LabelColumns));
    }

    private void DrawStatus(DashboardState state, Rect line) =>
        PutFigure(line, $"WebSocket", _status.StyleOf(state), _status.Of(state, line.Columns - LabelColumns));

    /// <summary>What fits, the most telling first.</summary>
    private void DrawLines(DashboardState state, Figures figures, Rect area)
    {
        Theme theme = canvas.Theme;
        var first = new LineParts(canvas.Screen, Line(area, 0));
        first.Put(theme.Value, ScopeText.First(figures));
        first.Put(theme.Value, ScopeText.Second(figures));
        SafeFormat completed = $"Completed {figures.Counts.Success:N0}";
        SafeFormat errors = $"Errors {figures.Counts.Errors:N0}";
        if (completed.Columns + LineParts.Gap + errors.Columns <= first.Room)
        {
            first.Put(theme.Good, completed);
        }

        first.Put(figures.Counts.Errors > 0 ? theme.Bad : theme.Text, errors);
        first.Put(theme.Text, $"Tokens {figures.TokenCount:N0}");

        var second = new LineParts(canvas.Screen, Line(area, 1));
        second.Put(_status.StyleOf(state), _status.Of(state, area.Columns));
        second.Put(Format.LatencyStyle(theme, figures.P95Ms), $"P95 {Format.FigureLatency(figures.P95Ms)}");
        second.Put(Format.LatencyStyle(theme, figures.AverageMs), $"Avg {Format.FigureLatency(figures.AverageMs)}");
        second.Put(Format.LatencyStyle(theme, figures.P50Ms), $"P50 {Format.FigureLatency(figures.P50Ms)}");
        second.Put(Format.LatencyStyle(theme, figures.P99Ms), $"P99 {Format.FigureLatency(figures.P99Ms)}");
    }

    /// <summary>Where there is little room, what the figures cover goes first.</summary>
    private static SafeFormat Title(Figures figures, int columns)
    {
        SafeFormat scope = ScopeText.Of(figures);
        return scope.Columns == 0 ? SafeFormat.Of($"Overview")
            : scope.Columns + "Overview (figures: )".Length <= columns ? SafeFormat.Of($"Overview (figures: {scope})")
            : scope.Columns + "Overview ()".Length <= columns ? SafeFormat.Of($"Overview ({scope})")
            : scope;
    }

    /// <summary>The rate and the sparkline cover all traces, also while the figures follow the filter.</summary>
    private static SafeFormat OfAll(DashboardState state) =>
        state.Table.Figures.FollowFilter && state.Rows.IsFiltered ? SafeFormat.Of($" (all)") : $"";

    private static Rect Line(Rect area, int index) => area.Below(index).Top(1);

    private void PutLatency(Rect line, SafeFormat label, double? latencyMs) => PutFigure(
        line, label, Format.LatencyStyle(canvas.Theme, latencyMs), Format.FigureLatency(latencyMs, line.Columns - LabelColumns));

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
}
