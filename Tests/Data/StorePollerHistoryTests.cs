using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>How a poller fills the history at the start.</summary>
public sealed class StorePollerHistoryTests
{
    [Fact]
    public async Task History_is_filled_once_after_the_newest_page_and_the_figures()
    {
        await using PollerRun run = RunOf(stored: 100);

        run.Start();
        await run.RestAsync(PollerRun.Refresh);

        Assert.Equal(["newest", "totals", "changes", "older"], run.Store.Calls);
        SourceEvent[] told = [.. run.Events()];
        Assert.IsType<SourceEvent.NewestRead>(told[^1]);
        string[] read = [.. told.OfType<SourceEvent.NewestRead>().SelectMany(page => page.Traces).Select(trace => trace.TraceId).Distinct()];
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"t{99 - i}"), read);

        run.Store.ForgetCalls();
        await run.PollAsync();
        Assert.DoesNotContain("older", run.Store.Calls);
    }

    [Fact]
    public async Task Filled_history_leaves_the_figures_alone()
    {
        await using PollerRun run = RunOf(stored: 100);
        var book = new TraceBook(maxTraces: 50, PollerRun.Refresh);

        run.Start();
        await run.RestAsync(PollerRun.Refresh);
        run.Events().ForEach(told => book.Apply(told, Moment.Of(run.Time)));

        Assert.Equal((50, 100L, 10_000L), (book.Ledger.Count, book.Figures.Counts.Total, book.Figures.TokenCount));
    }

    [Theory]
    [InlineData(19, false)]
    [InlineData(100, true)]
    public async Task Nothing_more_is_asked_of_a_store_that_has_or_shows_no_more(int stored, bool showsNewestOnly)
    {
        await using PollerRun run = RunOf(stored);
        run.Store.ShowsNewestOnly = showsNewestOnly;

        run.Start();
        await run.RestAsync(PollerRun.Refresh);

        Assert.DoesNotContain("older", run.Store.Calls);
    }

    [Fact]
    public async Task Store_that_takes_too_long_for_it_is_read_on_and_not_asked_again()
    {
        await using PollerRun run = RunOf(stored: 100);
        run.Store.Answering = call => call == "older" ? throw new StoreException("too slow") { IsTooSlow = true } : Task.CompletedTask;

        run.Start();
        await run.RestAsync(PollerRun.Refresh);
        Assert.Contains("older", run.Store.Calls);
        Assert.Equal(SourceState.Connected, run.Events().OfType<SourceEvent.StatusChanged>().Last().Status.State);

        run.Store.ForgetCalls();
        run.Ask(new SourceRequest.ReadTotals());
        await run.PollAsync();
        Assert.DoesNotContain("older", run.Store.Calls);
    }

    /// <summary>Pages of twenty, a history of fifty.</summary>
    private static PollerRun RunOf(int stored)
    {
        var run = new PollerRun(options => options with { NewestCount = 20, HistoryCount = 50 });
        for (int i = 0; i < stored; i++)
        {
            DateTimeOffset at = SampleTraces.Noon.AddDays(-1).AddSeconds(i);
            run.Store.Store(SampleTraces.Announced($"t{i}", createdAt: at, tokens: 100).Stored(storedAt: at));
        }

        return run;
    }
}
