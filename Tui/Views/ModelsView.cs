using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The figures per model, of what is held: a table of its own, or a small one beside the Overview's figures.</summary>
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

    private HeldFigures? _figures;
    private SafeText[] _names = [];

    /// <summary>Everything there is to know of what is held, in place of the traces.</summary>
    public void Draw(DashboardState state, Rect area, bool hasBox)
    {
        HeldFigures figures = Prepare(state);
        Rect inside = area;
        if (hasBox)
        {
            inside = Panel.Draw(canvas.Screen, area, canvas.Glyphs, canvas.Theme.Border).Inset(1, 0);
            Panel.PutOnEdge(canvas.Screen, area, area.Row, canvas.Theme.Title, $"{Title(state, figures)}{PauseText.Of(state, canvas)}", inside.Columns);
        }

        Rect table = inside.Below(DrawSummary(state, figures, inside, saysWhat: !hasBox));
        state.Models.Lines.Settle(figures.Models.Count, table.Rows - 1);
        DrawTable(figures, table, state.Models.Lines.Top, $"Model");
    }

    /// <summary>The models with most traces, as many as there are rows.</summary>
    public void DrawSmall(DashboardState state, Rect area) =>
        DrawTable(Prepare(state), area, top: 0, $"Model (of {state.Rows.HeldCount:N0} held)");

    /// <summary>What the figures cover.</summary>
    public static SafeFormat Title(DashboardState state, HeldFigures figures) =>
        $"Models ({figures.All.Counts.Total:N0} of {state.Rows.HeldCount:N0} held)";

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

    /// <summary>The rate and the sparkline cover all traces, also while the figures follow the filter.</summary>
    public static SafeFormat OfAll(DashboardState state) =>
        state.Table.Figures.FollowFilter && state.Rows.IsFiltered ? SafeFormat.Of($" (all)") : $"";

    /// <returns>The rows used.</returns>
    private int DrawSummary(DashboardState state, HeldFigures figures, Rect area, bool saysWhat)
    {
        (Theme theme, ModelFigures all) = (canvas.Theme, figures.All);
        var first = new LineParts(canvas.Screen, area.Top(1));
        if (saysWhat)
        {
            first.Put(theme.Text, $"{all.Counts.Total:N0} of {state.Rows.HeldCount:N0} held");
        }

        first.Put(Format.LatencyStyle(theme, all.P50Ms), $"P50 {Format.FigureLatency(all.P50Ms)}");
        first.Put(Format.LatencyStyle(theme, all.P95Ms), $"P95 {Format.FigureLatency(all.P95Ms)}");
        first.Put(Format.LatencyStyle(theme, all.P99Ms), $"P99 {Format.FigureLatency(all.P99Ms)}");
        first.Put(all.Counts.Errors > 0 ? theme.Bad : theme.Text, $"Errors {Format.Rate(all.Counts)}");
        first.Put(theme.Text, $"Tokens {all.TokenCount:N0}");
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
