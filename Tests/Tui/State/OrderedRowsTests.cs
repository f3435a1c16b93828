using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

public sealed class OrderedRowsTests
{
    private const int Seed = 20260314;

    [Theory]
    [InlineData("Time")]
    [InlineData("Latency")]
    [InlineData("Tokens")]
    [InlineData("Steps")]
    [InlineData("Status")]
    [InlineData("Model")]
    public void Sorting_at_once_and_row_by_row_give_the_same_order(string column)
    {
        RowOrder order = new(Enum.Parse<SortColumn>(column));
        TraceRow[] rows = RandomRows(500);
        OrderedRows atOnce = new(), oneByOne = new();
        atOnce.Reset(order, 0);
        oneByOne.Reset(order, 0);
        foreach (TraceRow row in rows.Order())
        {
            atOnce.Append(row);
        }

        atOnce.Sort();
        foreach (TraceRow row in rows)
        {
            oneByOne.Add(row);
        }

        TraceRow[] expected = [.. rows.Order(order)];
        Assert.Equal(expected, All(atOnce));
        Assert.Equal(expected, All(oneByOne));
    }

    [Fact]
    public void Random_additions_and_removals_keep_the_order()
    {
        var random = new Random(Seed);
        var order = new RowOrder(SortColumn.Latency);
        List<TraceRow> waiting = [.. RandomRows(400)], present = [];
        var rows = new OrderedRows();
        rows.Reset(order, 0);
        for (int step = 0; step < 2000; step++)
        {
            bool adds = present.Count == 0 || (waiting.Count > 0 && random.Next(2) == 0);
            List<TraceRow> from = adds ? waiting : present;
            TraceRow row = from[random.Next(from.Count)];
            from.Remove(row);
            (adds ? present : waiting).Add(row);
            Assert.True(adds ? Added(rows, row) : rows.Remove(row), $"seed {Seed}, step {step}");
        }

        Assert.Equal(present.Order(order), All(rows));
    }

    [Fact]
    public void Row_that_is_not_there_is_not_removed()
    {
        var rows = new OrderedRows();
        rows.Reset(new RowOrder(SortColumn.Time), 0);
        TraceRow[] two = RandomRows(2);
        rows.Add(two[0]);

        Assert.False(rows.Remove(two[1]));
        Assert.True(rows.Contains(two[0]));
        Assert.False(rows.Contains(two[1]));
    }

    private static bool Added(OrderedRows rows, TraceRow row)
    {
        rows.Add(row);
        return true;
    }

    private static TraceRow[] All(OrderedRows rows) => [.. Enumerable.Range(0, rows.Count).Select(index => rows[index])];

    /// <summary>Many equal values, so that times decide; many equal times, so that arrivals do.</summary>
    private static TraceRow[] RandomRows(int count)
    {
        var random = new Random(Seed);
        string?[] models = ["gpt-4.1-mini", "claude", null, "gpt-4.1"];
        return
        [
            .. Enumerable.Range(0, count).Select(i => TraceRow.Of(
                SampleTraces.Announced(
                    $"trace-{i}", random.Next(5) == 0 ? null : random.Next(8) * 100.5, (TraceStatus)random.Next(3), random.Next(5),
                    SampleTraces.Noon.AddSeconds(random.Next(60)), model: Model(), steps: random.Next(4)),
                SampleTraces.Noon.AddHours(1), i)),
        ];

        // Equal names are one string or several.
        string? Model() => models[random.Next(4)] is { } name && random.Next(2) == 0 ? new string(name.AsSpan()) : null;
    }
}
