using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class HeldFiguresTests
{
    [Fact]
    public void Figures_are_those_of_the_rows()
    {
        HeldFigures figures = Of(
            SampleTraces.Announced("a", 100, TraceStatus.Success, 10),
            SampleTraces.Announced("b", 300, TraceStatus.Failed, 20),
            SampleTraces.Announced("c", null, TraceStatus.Warning, 30));

        Assert.Equal(new StatusCounts(1, 1, 1), figures.All.Counts);
        Assert.Equal(60, figures.All.TokenCount);
        Assert.Equal((200.0, 200.0), (figures.All.AverageMs!.Value, figures.All.P50Ms!.Value));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(21)]
    [InlineData(1000)]
    public void Percentiles_are_interpolated_between_the_closest_ranks(int count)
    {
        ModelFigures all = Of([.. Enumerable.Range(0, count).Select(i => SampleTraces.Announced($"t{i}", (i * 7919 % count) * 10))]).All;

        Assert.Equal(0.50 * (count - 1) * 10, all.P50Ms!.Value, 6);
        Assert.Equal(0.95 * (count - 1) * 10, all.P95Ms!.Value, 6);
        Assert.Equal(0.99 * (count - 1) * 10, all.P99Ms!.Value, 6);
    }

    [Fact]
    public void Models_are_told_apart_most_traces_first()
    {
        HeldFigures figures = Of(
            SampleTraces.Announced("a", 100, model: "x"),
            SampleTraces.Announced("b", 200, TraceStatus.Failed, model: "y"),
            SampleTraces.Announced("c", 400, model: "y"),
            SampleTraces.Announced("d", null, model: null));

        Assert.Equal(["y", null, "x"], figures.Models.Select(model => model.Model));
        Assert.Equal([1L, 0L, 0L], figures.Models.Select(model => model.Counts.Errors));
        Assert.Equal([390.0, null, 100.0], figures.Models.Select(model => model.P95Ms));
    }

    [Fact]
    public void Nothing_held_gives_nothing()
    {
        HeldFigures figures = Of();

        Assert.Empty(figures.Models);
        Assert.Null(figures.All.P95Ms);
    }

    [Fact]
    public void Hostile_names_are_taken_together_beyond_a_bound()
    {
        HeldFigures figures = Of([.. Enumerable.Range(0, 1000).Select(i => SampleTraces.Announced($"t{i}", model: $"model-{i}"))]);

        Assert.Equal(HeldFigures.MaxModels + 1, figures.Models.Count);
        Assert.Equal((HeldFigures.OtherModels, 1000L - HeldFigures.MaxModels), (figures.Models[0].Model, figures.Models[0].Counts.Total));
    }

    private static HeldFigures Of(params Trace[] traces)
    {
        TraceRow[] rows = [.. traces.Select((trace, i) => TraceRow.Of(trace, SampleTraces.Noon, i))];
        return HeldFigures.Of(rows.Length, index => rows[index]);
    }
}
