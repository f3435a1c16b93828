using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

/// <summary>Whatever is stored, announced, created long ago or deleted, in any order: the counts end as the backend's.</summary>
public sealed class BackendTraceStoreRandomTests
{
    private const int Steps = 120;

    private static readonly string[] Statuses = ["success", "warning", "failed"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Counts_follow_the_backend(int seed)
    {
        var random = new Random(seed);
        await using var run = new RestRun();
        run.Api.AddMany(random.Next(400));
        await run.AnchorAsync();
        for (int step = 0; step < Steps; step++)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(random.Next(500)));
            await TakeStepAsync(run, random, step);
        }

        await run.SettleAsync();

        StatusCounts expected = run.Api.Counts;
        StatusCounts shown = run.Book.Figures.Counts;
        Assert.True(expected == shown, $"seed {seed}: {shown} instead of {expected}");
    }

    private static async Task TakeStepAsync(RestRun run, Random random, int step)
    {
        switch (random.Next(10))
        {
            case < 5:
                Add(run, random, step);
                break;
            case 5:
                run.Api.AddMany(random.Next(300), $"burst {step} ", fromSeconds: step);
                break;
            case 6:
                run.Api.Remove($"t{random.Next(100)}");
                break;
            case 7:
                await run.AnchorAsync();
                break;
            default:
                await run.PollAndFollowAsync();
                break;
        }
    }

    /// <summary>Stored, and perhaps announced before or after.</summary>
    private static void Add(RestRun run, Random random, int step)
    {
        double seconds = random.Next(6) == 0 ? -random.Next(100_000) : step;
        int status = random.Next(3);
        Trace announced = SampleTraces.Announced(
            $"step {step}", status: (TraceStatus)status, createdAt: SampleTraces.Noon.AddSeconds(seconds));
        int order = random.Next(3);
        if (order == 0)
        {
            run.Announce(announced);
        }

        run.Api.Add($"step {step}", seconds, Statuses[status]);
        if (order == 1)
        {
            run.Announce(announced);
        }
    }
}
