using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>Requests that somebody waits for: one whole trace, and a page of the past.</summary>
public sealed class StorePollerLookupTests
{
    private static readonly Trace Stored = SampleTraces.Announced("a", prompt: "What is asked").Stored();

    [Fact]
    public async Task Whole_trace_is_handed_in_with_the_reference_asked_for()
    {
        await using PollerRun run = await StartedAsync();
        run.Store.Store(Stored);

        SourceEvent.TraceRead answer = await ReadTraceAsync(run);

        Assert.Equal((Stored.Reference, "What is asked", null), (answer.Reference, answer.Detail?.Prompt, answer.Error));
        Assert.Equal(["trace"], run.Store.Calls);
    }

    [Fact]
    public async Task Trace_that_is_not_in_the_store_is_no_error()
    {
        await using PollerRun run = await StartedAsync();

        Assert.Equal(new SourceEvent.TraceRead(Stored.Reference, null, null), await ReadTraceAsync(run));
    }

    [Fact]
    public async Task Store_is_not_asked_for_a_trace_that_nothing_names()
    {
        await using PollerRun run = await StartedAsync();

        run.Ask(new SourceRequest.ReadTrace(new TraceReference(new TraceKey(1, 2), "", null)));
        SourceEvent.TraceRead answer = await run.NextAsync<SourceEvent.TraceRead>();

        Assert.Equal((null, null), (answer.Detail, answer.Error));
        Assert.Empty(run.Store.Calls);
    }

    [Fact]
    public async Task Page_of_the_past_is_handed_in_newest_first()
    {
        await using PollerRun run = await StartedAsync();
        DateTimeOffset noon = SampleTraces.Noon;
        run.Store.Store([.. Enumerable.Range(0, 5).Select(i => SampleTraces.Announced($"{i}", createdAt: noon.AddSeconds(i)).Stored())]);

        run.Ask(new SourceRequest.ReadPage(noon.AddSeconds(3), 2));
        SourceEvent.PageRead answer = await run.NextAsync<SourceEvent.PageRead>();

        Assert.Equal((noon.AddSeconds(3), null), (answer.UpTo, answer.Error));
        Assert.Equal(["3", "2"], answer.Traces.Select(trace => trace.TraceId));
    }

    [Fact]
    public async Task Failure_is_the_answer_in_the_stores_words()
    {
        await using PollerRun run = await StartedAsync();
        Fail(run, "connection refused");

        Assert.Equal("connection refused", (await ReadTraceAsync(run)).Error);
        run.Ask(new SourceRequest.ReadPage(SampleTraces.Noon, 10));
        SourceEvent.PageRead page = await run.NextAsync<SourceEvent.PageRead>();
        Assert.Equal("connection refused", page.Error);
        Assert.Empty(page.Traces);
    }

    [Fact]
    public async Task Failed_lookup_leaves_the_poll_where_it_was()
    {
        await using PollerRun run = await StartedAsync();
        Fail(run, "connection refused");

        await ReadTraceAsync(run);

        Assert.DoesNotContain(run.Events(), published => published is SourceEvent.StatusChanged);
        await run.RestAsync(PollerRun.Refresh);
    }

    [Fact]
    public async Task Lookup_does_not_wait_for_the_retry_of_a_store_that_is_down()
    {
        await using PollerRun run = await DownAsync();

        await ReadTraceAsync(run);

        Assert.Equal(["trace"], run.Store.Calls);
    }

    [Fact]
    public async Task Store_that_answers_a_lookup_is_polled_at_once()
    {
        await using PollerRun run = await DownAsync();
        run.Store.Answering = _ => Task.CompletedTask;

        await ReadTraceAsync(run);

        Assert.Equal(SourceState.Connected, (await run.StatusAsync()).State);
    }

    [Fact]
    public async Task Refused_login_is_not_tried_again_for_a_lookup()
    {
        await using var run = new PollerRun();
        run.Store.Answering = _ => throw new StoreException("wrong password") { IsLoginRefused = true };
        run.Start();
        await run.RestAsync(60);
        run.Forget();

        Assert.Equal("wrong password", (await ReadTraceAsync(run)).Error);
        Assert.Empty(run.Store.Calls);
    }

    [Fact]
    public async Task Suspended_store_is_not_read()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.Suspend());
        await run.StatusAsync();
        run.Forget();

        Assert.NotNull((await ReadTraceAsync(run)).Error);
        Assert.Empty(run.Store.Calls);
    }

    private static async Task<SourceEvent.TraceRead> ReadTraceAsync(PollerRun run)
    {
        run.Ask(new SourceRequest.ReadTrace(Stored.Reference));
        return await run.NextAsync<SourceEvent.TraceRead>();
    }

    private static void Fail(PollerRun run, string error) => run.Store.Answering = _ => throw new StoreException(error);

    private static async Task<PollerRun> StartedAsync()
    {
        var run = new PollerRun();
        await run.StartAsync();
        return run;
    }

    /// <summary>A store that failed until the poller waits its longest.</summary>
    private static async Task<PollerRun> DownAsync()
    {
        PollerRun run = await StartedAsync();
        Fail(run, "connection refused");
        run.Time.Advance(PollerRun.Refresh);
        for (SourceStatus status = await run.StatusAsync(); status.Failures < 6; status = await run.StatusAsync())
        {
            TimeSpan wait = (status.RetryAt!.Value - run.Now).ToWholeMilliseconds();
            await run.RestAsync(wait);
            run.Time.Advance(wait);
        }

        run.Forget();
        return run;
    }
}
