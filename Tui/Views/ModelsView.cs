using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>
/// The figures per model, of what is held and passes the filter: a table of its own, or a small one beside the Overview's figures.
/// </summary>
internal sealed class ModelsView(Canvas canvas)
{
    /// <summary>Columns of the small table: a name and four figures.</summary>
    public const int SmallColumns = 50;

    private const int TracesColumns = 7;
    private const int RateColumns = 6;
    private const int LatencyColumns = 9;
    private const int TokensColumns = 8;
    private const int MostNameColumns = 40;

    private readonly SparklineView _sparkline = new(canvas);
    private readonly TableTitleView _title = new(canvas);

    private HeldFigures? _figures;
    private SafeText[] _names = [];

    /// <summary>Everything there is to know of what is held, in place of the traces.</summary>
    public void Draw(DashboardState state, Layout layout)
    {
        HeldFigures figures = Prepare(state);
        (Rect area, ScrollPosition lines) = (layout.Table, state.Models.Lines);
        bool hasBox = layout.Mode != LayoutMode.Compact;
        Rect inside = hasBox ? Panel.Draw(canvas.Screen, area, canvas.Glyphs, canvas.Theme.Border).Inset(1, 0) : area;
        Rect table = inside.Below(DrawSummary(state, figures, inside, saysWhat: !hasBox));
        lines.Settle(figures.Models.Count, table.Rows - 1);
        int last = Math.Min(lines.Top + Math.Max(table.Rows - 1, 0), figures.Models.Count);
        bool isWhole = last - lines.Top == figures.Models.Count;
        DrawTable(figures, table, lines.Top, isWhole || hasBox ? SafeFormat.Of($"Model") : $"Model {last}/{figures.Models.Count}");
        if (!hasBox)
        {
            _title.DrawOnFrame(state, layout.Frame, hidesSortColumn: false);
            return;
        }

        _title.Draw(state, area, hidesSortColumn: false);
        if (!isWhole)
        {
            Panel.PutOnEdgeRight(canvas.Screen, area, area.EndRow - 1, canvas.Theme.Hint, $"{last} of {figures.Models.Count}");
        }
    }

    /// <summary>The models with most traces, as many as there are rows.</summary>
    /// <param name="box">The box that they stand in, against its right side: its edge says what they cover.</param>
    public void DrawSmall(DashboardState state, Rect area, Rect box)
    {
        HeldFigures figures = Prepare(state);
        DrawTable(figures, area, top: 0, $"Model");
        Panel.PutOnEdgeRight(
            canvas.Screen, box, box.Row, canvas.Theme.Title, $"Models ({ScopeText.Held(figures.All.Counts.Total, state.Rows.HeldCount)})");
    }

    private HeldFigures Prepare(DashboardState state)
    {
        HeldFigures figures = state.HeldFigures;
        if (!ReferenceEquals(figures, _figures))
        {
            _figures = figures;
            _names = [.. figures.Models.Select(model => canvas.Sanitizer.SingleLine(model.Model is { Length: > 0 } name ? name : "?", MostNameColumns))];
        }

        return figures;
    }

    /// <summary>The rate and the sparkline cover all traces, also where the figures beside them follow the filter.</summary>
    private static SafeFormat OfAll(DashboardState state) => state.Rows.IsFiltered ? SafeFormat.Of($" (all)") : $"";

    /// <returns>The rows used.</returns>
    private int DrawSummary(DashboardState state, HeldFigures figures, Rect area, bool saysWhat)
    {
        (Theme theme, ModelFigures all) = (canvas.Theme, figures.All);
        var first = new LineParts(canvas.Screen, area.Top(1));
        if (saysWhat)
        {
            first.Put(theme.Text, ScopeText.Held(all.Counts.Total, state.Rows.HeldCount));
        }

        first.Put(Format.LatencyStyle(theme, all.P50Ms), $"P50 {Format.FigureLatency(all.P50Ms)}");
        first.Put(Format.LatencyStyle(theme, all.P95Ms), $"P95 {Format.FigureLatency(all.P95Ms)}");
        first.Put(Format.LatencyStyle(theme, all.P99Ms), $"P99 {Format.FigureLatency(all.P99Ms)}");
        first.Put(all.Counts.Errors > 0 ? theme.Bad : theme.Text, $"Errors {Format.Rate(all.Counts)}");
        first.Put(theme.Text, $"Tokens {Format.Count(all.TokenCount, first.Room - "Tokens ".Length)}");
        Rect below = area.Below(1).Top(1);
        if (below.IsEmpty)
        {
            return 1;
        }

        _sparkline.Draw(state.Table.Figures.Trail, below.Column, below.Row);
        Rect rest = below with { Column = below.Column + SparklineView.Columns + 2, Columns = below.Columns - SparklineView.Columns - 2 };
        var second = new LineParts(canvas.Screen, rest);
        second.Put(theme.Text, $"{Format.PerMinute(state.Table.Figures.TracesPerMinute)} traces/min{OfAll(state)}");
        second.Put(theme.Hint, $"latency of the last {LatencyTrail.Length - 1}{OfAll(state)}");
        return 2;
    }

    private void DrawTable(HeldFigures figures, Rect area, int top, SafeFormat title)
    {
        Theme theme = canvas.Theme;
        if (area.IsEmpty)
        {
            return;
        }

        int gap = area.Columns < SmallColumns ? 1 : 2;
        int name = Math.Min(area.Columns - TracesColumns - RateColumns - LatencyColumns - TokensColumns - (4 * gap), MostNameColumns);
        bool hasTokens = name >= 8;
        name = hasTokens ? name : name + TokensColumns + gap;
        var header = new TableLine(canvas.Screen, area.Top(1), gap);
        header.Put(name, theme.Header, title);
        header.PutRight(TracesColumns, theme.Header, $"Traces");
        header.PutRight(RateColumns, theme.Header, $"Errors");
        header.PutRight(LatencyColumns, theme.Header, $"P95");
        header.PutRight(hasTokens ? TokensColumns : 0, theme.Header, $"Tokens");
        for (int row = 1; row < area.Rows && top + row - 1 < figures.Models.Count; row++)
        {
            ModelFigures model = figures.Models[top + row - 1];
            var line = new TableLine(canvas.Screen, area.Below(row).Top(1), gap);
            line.Put(name, theme.Text, $"{_names[top + row - 1]}");
            line.PutRight(TracesColumns, theme.Value, Format.RowTokens(model.Counts.Total));
            line.PutRight(RateColumns, model.Counts.Errors > 0 ? theme.Bad : theme.Text, Format.Rate(model.Counts));
            line.PutRight(LatencyColumns, Format.LatencyStyle(theme, model.P95Ms), Format.RowLatency(model.P95Ms));
            line.PutRight(hasTokens ? TokensColumns : 0, theme.Text, Format.RowTokens(model.TokenCount));
        }
    }
}
