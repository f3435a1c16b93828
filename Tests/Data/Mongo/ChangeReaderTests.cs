using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>Every document stored is handed out once, whatever the clocks show.</summary>
public sealed class ChangeReaderTests
{
    private const int RandomSeed = 4711;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_is_handed_out_once()
    {
        await using var run = new TraceStoreRun();
        await run.TotalsAsync();
        string first = run.Traces.Insert(run.ServerTime);

        Assert.Equal([first], await run.SweepIdsAsync());
        Assert.Empty(await run.SweepIdsAsync());
        run.Time.Advance(PollInterval);
        string second = run.Traces.Insert(run.ServerTime);
        Assert.Equal([second], await run.SweepIdsAsync());
    }

    [Fact]
    public async Task Totals_and_changes_share_every_document_between_them()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime - TimeSpan.FromSeconds(61));
        string atTheCut = run.Traces.Insert(run.ServerTime - TimeSpan.FromSeconds(60));

        StoreTotals totals = await run.TotalsAsync();
        List<Trace> live = await run.SweepAsync();

        Assert.Equal(run.ServerTime - TimeSpan.FromSeconds(60), totals.Cut);
        Assert.Equal(1, totals.Counts.Total);
        Assert.Equal([atTheCut], live.Select(trace => trace.TraceId));
        Assert.All(live, trace => Assert.True(trace.StoredAt >= totals.Cut));
    }

    [Fact]
    public async Task Writer_an_hour_ahead_hides_nobody()
    {
        await using var run = new TraceStoreRun();
        await run.TotalsAsync();
        string ahead = run.Traces.Insert(run.ServerTime + TimeSpan.FromHours(1));
        Assert.Equal([ahead], await run.SweepIdsAsync());

        for (int poll = 0; poll < 40; poll++)
        {
            run.Time.Advance(PollInterval);
            string onTime = run.Traces.Insert(run.ServerTime);
            Assert.Equal([onTime], await run.SweepIdsAsync());
        }
    }

    [Fact]
    public async Task Writer_ten_minutes_behind_is_counted_by_the_next_totals()
    {
        await using var run = new TraceStoreRun();
        StoreTotals before = await run.TotalsAsync();
        run.Traces.Insert(run.ServerTime - TimeSpan.FromMinutes(10));

        Assert.Empty(await run.SweepIdsAsync());
        Assert.Equal(1, await run.Store.CountAsync(Token));
        StoreTotals after = await run.TotalsAsync();

        Assert.Equal((0, 1), (before.Counts.Total, after.Counts.Total));
        Assert.Empty(await run.SweepIdsAsync());
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task Own_clock_a_day_off_changes_nothing(int days)
    {
        await using var run = new TraceStoreRun(serverAhead: TimeSpan.FromDays(days));

        StoreTotals totals = await run.TotalsAsync();
        string trace = run.Traces.Insert(run.ServerTime);

        Assert.Equal(run.ServerTime - TimeSpan.FromSeconds(60), totals.Cut);
        Assert.Equal([trace], await run.SweepIdsAsync());
    }

    [Fact]
    public async Task Documents_of_an_outage_are_read_after_it()
    {
        await using var run = new TraceStoreRun();
        await run.TotalsAsync();
        run.Traces.Insert(run.ServerTime + TimeSpan.FromHours(2));
        await run.SweepAsync();
        string during = run.Traces.Insert(run.ServerTime + TimeSpan.FromMinutes(5));
        run.Traces.FailOnce();
        await Assert.ThrowsAsync<MongoException>(run.SweepAsync);

        run.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([during], await run.SweepIdsAsync());
    }

    [Fact]
    public async Task Page_that_failed_is_read_again()
    {
        await using var run = new TraceStoreRun();
        await run.TotalsAsync();
        HashSet<string> inserted = [.. Enumerable.Range(0, 700).Select(_ => run.Traces.Insert(run.ServerTime))];
        ChangePage first = await run.Store.ReadChangesAsync(Token);
        run.Traces.FailOnce();
        await Assert.ThrowsAsync<MongoException>(() => run.Store.ReadChangesAsync(Token));

        string[] rest = await run.SweepIdsAsync();

        Assert.True(first.HasMore);
        Assert.Equal(ChangeReader.PageDocuments, first.Traces.Count);
        Assert.Equal(inserted, first.Traces.Select(trace => trace.TraceId).Concat(rest).ToHashSet());
        Assert.Equal(200, rest.Length);
    }

    [Fact]
    public async Task Much_that_is_known_makes_it_ask_for_ids_first()
    {
        await using var run = new TraceStoreRun();
        await run.TotalsAsync();
        for (int i = 0; i < 201; i++)
        {
            run.Traces.Insert(run.ServerTime);
        }

        await run.SweepAsync();
        run.Time.Advance(PollInterval);
        string fresh = run.Traces.Insert(run.ServerTime);
        int commandsBefore = run.Server.Commands.Count;

        Assert.Equal([fresh], await run.SweepIdsAsync());
        FakeRequest[] commands = [.. run.Server.Commands.Skip(commandsBefore)];
        Assert.Equal("""{"_id":1}""", commands[0].Stage("$project")?.GetRawText());
        Assert.Single(commands[1].Stage("$match")!.Value.GetProperty("_id").GetProperty("$in").EnumerateArray());
        Assert.Empty(await run.SweepIdsAsync());
        Assert.Equal(3, run.Server.Commands.Count - commandsBefore);
    }

    [Fact]
    public async Task Too_many_for_an_ordinary_sweep_ask_for_an_anchor()
    {
        await using TraceStoreRun run = await RunBehindAsync();

        await run.TotalsAsync();

        Assert.Equal(run.Traces.Count, (await run.SweepIdsAsync()).Distinct().Count());
    }

    [Fact]
    public async Task Changes_are_read_on_while_the_store_is_too_slow_to_be_summed()
    {
        await using TraceStoreRun run = await RunBehindAsync();
        run.Traces.Script.Enqueue(FakeReply.Ok("""{"n":3000}"""));
        for (int narrower = 0; narrower < 4; narrower++)
        {
            run.Traces.Script.Enqueue(FakeReply.Error(50));
        }

        await Assert.ThrowsAsync<MongoException>(run.TotalsAsync);

        Assert.Equal(run.Traces.Count, (await run.SweepIdsAsync()).Distinct().Count());
        string trace = run.Traces.Insert(run.ServerTime);
        Assert.Equal([trace], await run.SweepIdsAsync());
    }

    [Fact]
    public async Task Another_server_asks_for_an_anchor()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Me = "a:1";
        await run.TotalsAsync();
        await run.Store.DisconnectAsync();
        run.Traces.Me = "b:1";

        Assert.True((await run.Store.ReadChangesAsync(Token)).MustReanchor);
    }

    [Fact]
    public async Task Reconnecting_to_the_same_server_goes_on()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Me = "a:1";
        await run.TotalsAsync();
        await run.Store.DisconnectAsync();
        string trace = run.Traces.Insert(run.ServerTime);

        Assert.Equal([trace], await run.SweepIdsAsync());
    }

    [Fact]
    public async Task Ids_of_another_kind_are_ordered_by_created_at()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert("\"own-1\"", run.ServerTime - TimeSpan.FromHours(1));
        run.Traces.Insert("""{"$oid":"00000000000000000000000a"}""", run.ServerTime);

        IReadOnlyList<Trace> newest = await run.NewestAsync();
        Assert.True((await run.Store.ReadChangesAsync(Token)).MustReanchor);
        StoreTotals totals = await run.TotalsAsync();
        string third = run.Traces.Insert("\"own-3\"", run.ServerTime + TimeSpan.FromMilliseconds(5));

        Assert.Equal([run.ServerTime, run.ServerTime - TimeSpan.FromHours(1)], newest.Select(trace => trace.StoredAt!.Value));
        Assert.Equal(1, totals.Counts.Total);
        Assert.Equal(["t1", third], await run.SweepIdsAsync());
        Assert.Empty(await run.SweepIdsAsync());
    }

    /// <summary>Clocks up to 50 s behind or an hour ahead, failures, idle times and anchors at random: what the last totals hold
    /// and what was handed out from their cut on is always the whole store.</summary>
    [Theory]
    [InlineData(RandomSeed)]
    [InlineData(RandomSeed + 1)]
    [InlineData(RandomSeed + 2)]
    public async Task Random_life_loses_nothing_and_counts_nothing_twice(int seed)
    {
        var random = new Random(seed);
        await using var run = new TraceStoreRun(serverAhead: TimeSpan.FromHours(random.Next(-30, 30)));
        Dictionary<TraceKey, DateTimeOffset> live = [];
        StoreTotals totals = await run.TotalsAsync();
        for (int step = 0; step < 300; step++)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(random.Next(1, random.Next(20) == 0 ? 200_000 : 4000)));
            for (int i = random.Next(step % 50 == 0 ? 400 : 6); i > 0; i--)
            {
                int secondsAhead = random.Next(10) == 0 ? random.Next(3600) : -random.Next(50);
                run.Traces.Insert(run.ServerTime + TimeSpan.FromSeconds(secondsAhead));
            }

            if (random.Next(12) == 0)
            {
                // Totals that are only too slow come all the same, of a window.
                bool isSweep = random.Next(2) == 0;
                run.Traces.FailOnce(isSweep && random.Next(2) == 0 ? FakeReply.Error(50) : FakeReply.Close);
                await Record.ExceptionAsync(isSweep ? run.SweepAsync : run.TotalsAsync);
                run.Traces.Script.Clear();
            }

            totals = random.Next(20) == 0 ? await run.TotalsAsync() : totals;
            foreach (Trace trace in await run.SweepAsync())
            {
                Assert.True(live.TryAdd(trace.DocumentKey, trace.StoredAt!.Value), $"seed {seed}, step {step}: handed out twice");
            }

            long counted = totals.Counts.Total + live.Values.Count(storedAt => storedAt >= totals.Cut);
            Assert.True(run.Traces.Count == counted, $"seed {seed}, step {step}: {counted} of {run.Traces.Count}");
        }
    }

    /// <summary>A store in which more was stored since the last sweep than an ordinary one reads; it has asked for an anchor.</summary>
    private static async Task<TraceStoreRun> RunBehindAsync()
    {
        var run = new TraceStoreRun();
        await run.TotalsAsync();
        await run.SweepAsync();
        for (int i = 0; i < 5 * ChangeReader.PageDocuments; i++)
        {
            run.Traces.Insert(run.ServerTime);
        }

        ChangePage page;
        do
        {
            page = await run.Store.ReadChangesAsync(Token);
        }
        while (page.HasMore);

        Assert.True(page.MustReanchor);
        return run;
    }
}
