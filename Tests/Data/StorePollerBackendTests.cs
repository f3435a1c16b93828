using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What only the backend's REST API, and the choice between two stores, ask of the poller.</summary>
public sealed class StorePollerBackendTests
{
    [Fact]
    public async Task Skipped_documents_are_told_once()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.SkippedDocuments = 312;

        await run.PollAsync();
        await run.PollAsync();

        Assert.Equal([312, 0], run.Events().OfType<SourceEvent.ChangesRead>().Select(told => told.SkippedDocuments));
    }

    [Fact]
    public async Task Poll_that_could_not_be_complete_is_told_as_such()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.MustReanchor = true;
        TimeSpan startedAt = run.Now + PollerRun.Refresh;

        await run.PollAsync();

        SourceEvent.ChangesRead told = Assert.Single(run.Events().OfType<SourceEvent.ChangesRead>());
        Assert.Equal((true, false, startedAt), (told.IsLast, told.IsComplete, told.AskedAt));
    }

    [Fact]
    public async Task Problem_of_a_store_that_reads_all_the_same_is_told_and_taken_back()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Problem = new StoreProblem("is down", TimeSpan.FromSeconds(9), IsStoodInFor: true);

        await run.PollAsync();
        SourceStatus standingIn = await run.StatusAsync();
        run.Store.Problem = null;
        await run.PollAsync();

        Assert.Equal(
            new SourceStatus(SourceKind.Store, SourceState.Connected, "fake", "is down", TimeSpan.FromSeconds(9), IsStandIn: true), standingIn);
        Assert.Equal(new SourceStatus(SourceKind.Store, SourceState.Connected, "fake"), await run.StatusAsync());
    }
}
