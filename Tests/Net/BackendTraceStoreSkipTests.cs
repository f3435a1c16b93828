using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

/// <summary>What a page of the newest traces does not show, and what of it is told to the user.</summary>
public sealed class BackendTraceStoreSkipTests
{
    [Fact]
    public async Task What_the_feed_announced_was_not_skipped()
    {
        await using var run = new RestRun();
        run.Api.AddMany(400);
        await run.AnchorAsync();
        run.Time.Advance(TimeSpan.FromSeconds(30));
        run.Api.AddMany(300, "new", fromSeconds: 0);
        for (int i = 0; i < 290; i++)
        {
            run.Announce(SampleTraces.Announced($"new{i}", createdAt: SampleTraces.Noon.AddSeconds(i)));
        }

        Assert.Equal(100, (await run.PollAsync()).SkippedDocuments);

        // The newest ten came with the page.
        Assert.Equal(0, run.Book.Diagnostics(DiagnosticArea.SkippedDocuments));
    }

    [Fact]
    public async Task What_the_feed_announced_before_excuses_no_skip()
    {
        await using var run = new RestRun();
        run.Api.AddMany(400);
        await run.AnchorAsync();
        run.Announce(SampleTraces.Announced("never stored"));
        run.Time.Advance(TimeSpan.FromSeconds(2));
        await run.PollAsync();
        run.Api.AddMany(300, "new", fromSeconds: 0);
        run.Time.Advance(TimeSpan.FromSeconds(2));

        await run.PollAsync();

        Assert.Equal(100, run.Book.Diagnostics(DiagnosticArea.SkippedDocuments));
    }
}
