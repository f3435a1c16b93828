using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

/// <summary>What stands behind the page of the newest traces, and what becomes of the figures and the feed's proof by it.</summary>
public sealed class BackendTraceStorePageTests
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

    [Fact]
    public async Task Deletion_neither_adds_to_the_figures_nor_ends_the_proof()
    {
        await using var run = new RestRun();
        run.Api.AddMany(400);
        await run.AnchorAsync();
        Prove(run);
        for (int i = 390; i < 395; i++)
        {
            run.Api.Remove($"t{i}");
        }

        run.Time.Advance(TimeSpan.FromSeconds(2));
        ChangePage page = await run.PollAsync();
        Assert.Equal((5, true, 0, 400L), (page.Traces.Count, page.MustReanchor, page.SkippedDocuments, run.Book.Figures.Counts.Total));

        await run.AnchorAsync();
        run.Time.Advance(TimeSpan.FromSeconds(4));
        run.Book.Tick(Moment.Of(run.Time));
        Assert.Equal((395L, true), (run.Book.Figures.Counts.Total, run.Book.IsFeedProven));
    }

    [Fact]
    public async Task Deletion_that_a_newest_page_shows_ends_no_proof_either()
    {
        await using var run = new RestRun();
        run.Api.AddMany(400);
        await run.AnchorAsync();
        Prove(run);
        run.Api.Remove("t390");
        run.Time.Advance(TimeSpan.FromSeconds(2));

        await run.AnchorAsync();

        run.Time.Advance(TimeSpan.FromSeconds(4));
        run.Book.Tick(Moment.Of(run.Time));
        Assert.Equal((399L, true), (run.Book.Figures.Counts.Total, run.Book.IsFeedProven));
    }

    [Fact]
    public async Task Page_that_grows_shows_more_and_counts_nothing_again()
    {
        await using var run = new RestRun();
        for (int i = 0; i < 300; i++)
        {
            run.Api.Add($"large{i}", seconds: i - 1000, extraCharacters: 100_000);
        }

        await run.AnchorAsync();
        run.Time.Advance(TimeSpan.FromSeconds(2));
        run.Api.AddMany(150, "small", fromSeconds: 0);
        await run.PollAndFollowAsync();
        run.Api.AddMany(100, "more", fromSeconds: 200);
        run.Time.Advance(TimeSpan.FromSeconds(2));

        await run.PollAndFollowAsync();

        Assert.Equal(550, run.Book.Figures.Counts.Total);
    }

    [Fact]
    public async Task Late_broadcast_of_what_the_total_holds_counts_once()
    {
        await using var run = new RestRun();
        run.Api.AddMany(400);
        run.Api.Add("late", seconds: -90_000);
        await run.AnchorAsync();
        run.Time.Advance(TimeSpan.FromSeconds(1));

        run.Announce(SampleTraces.Announced("late", createdAt: SampleTraces.Noon.AddSeconds(-90_000)));

        Assert.Equal(401, run.Book.Figures.Counts.Total);
        await run.PollAndFollowAsync();
        Assert.Equal(401, run.Book.Figures.Counts.Total);
    }

    [Fact]
    public async Task Late_broadcast_of_what_is_stored_behind_the_page_is_counted_by_the_next_total()
    {
        await using var run = new RestRun();
        run.Api.AddMany(400);
        await run.AnchorAsync();
        run.Time.Advance(TimeSpan.FromSeconds(1));
        run.Api.Add("late", seconds: -90_000);
        run.Announce(SampleTraces.Announced("late", createdAt: SampleTraces.Noon.AddSeconds(-90_000)));

        await run.PollAndFollowAsync();

        Assert.Equal(401, run.Book.Figures.Counts.Total);
    }

    private static void Prove(RestRun run)
    {
        run.Book.Apply(new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Feed, SourceState.Connected, "")), Moment.Of(run.Time));
        for (int i = 0; i < 20; i++)
        {
            run.Announce(SampleTraces.Announced($"t{i}", createdAt: SampleTraces.Noon.AddSeconds(-1000 + i)));
        }

        for (int i = 0; i < 11; i++)
        {
            run.Book.Apply(new SourceEvent.ChangesRead([], IsLast: true), Moment.Of(run.Time));
        }

        Assert.True(run.Book.IsFeedProven);
    }
}
