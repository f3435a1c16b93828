using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>Whatever order writers, broadcasts, polls and sums come in: once all has been delivered, the figures are the store's.</summary>
public sealed class TraceBookRandomTests
{
    public static IEnumerable<TheoryDataRow<int>> Seeds => Enumerable.Range(1, 60).Select(seed => new TheoryDataRow<int>(seed));

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Figures_are_those_of_the_store_once_all_is_delivered(int seed)
    {
        await using var run = new RandomBookRun(seed);
        run.WriteHistory();
        await run.PollAsync();
        for (int step = 0; step < 300; step++)
        {
            await run.StepAsync();
        }

        await run.DeliverAllAsync();

        run.AssertFiguresAreTheStores();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Rows_are_the_latest_of_every_trace_id(int seed)
    {
        await using var run = new RandomBookRun(seed);
        run.WriteHistory();
        await run.PollAsync();
        for (int step = 0; step < 100; step++)
        {
            await run.StepAsync();
        }

        await run.DeliverAllAsync();

        run.AssertRowsAreTheLatest();
    }
}
