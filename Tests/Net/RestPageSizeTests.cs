using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

/// <summary>How many traces are asked for where they are too large for one answer.</summary>
public sealed class RestPageSizeTests
{
    /// <summary>Nine fit into an answer.</summary>
    private const int LargeTrace = 900_000;

    [Fact]
    public async Task Page_shrinks_until_it_fits_and_grows_to_what_fits()
    {
        await using var run = new RestRun();
        AddLarge(run, 12, fromSeconds: -1000);

        Assert.Equal(6, (await run.NewestAsync()).Length);
        Assert.Equal("200,50,12,3,6", Limits(run));
    }

    [Fact]
    public async Task Page_grows_back_when_the_large_traces_are_no_longer_among_the_newest()
    {
        await using var run = new RestRun();
        AddLarge(run, 12, fromSeconds: -1000);
        await run.AnchorAsync();
        for (int burst = 0; burst < 4; burst++)
        {
            run.Api.AddMany(10, $"small{burst}-", fromSeconds: -900 + (10 * burst));
            await run.PollAndFollowAsync();
        }

        run.Api.AddMany(190, "more", fromSeconds: 0);
        ChangePage page = await run.PollAsync();

        Assert.Equal((190, false, 0), (page.Traces.Count, page.MustReanchor, page.SkippedDocuments));
        Assert.Equal(242, run.Book.Figures.Counts.Total);
        Assert.Equal(200, (await run.NewestAsync()).Length);
    }

    [Fact]
    public async Task Page_that_was_too_large_is_not_tried_again_before_something_was_stored()
    {
        await using var run = new RestRun();
        AddLarge(run, 12, fromSeconds: -1000);
        run.Api.AddMany(8, fromSeconds: -900);
        await run.NewestAsync();
        run.Server.Forget();

        await run.NewestAsync();
        Assert.Equal("12", Limits(run));

        run.Api.AddMany(20, "new", fromSeconds: 0);
        Assert.InRange((await run.NewestAsync()).Length, 24, 37);
    }

    private static void AddLarge(RestRun run, int count, double fromSeconds)
    {
        for (int i = 0; i < count; i++)
        {
            run.Api.Add($"large{i}", fromSeconds + i, extraCharacters: LargeTrace);
        }
    }

    private static string Limits(RestRun run) => string.Join(
        ',', run.Server.Targets.Where(target => target.Contains("limit=", StringComparison.Ordinal)).Select(target => target.Split('=')[1]));
}
