using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What a poller does when its store fails or takes too long.</summary>
public sealed class StorePollerFailureTests
{
    [Fact]
    public async Task Failure_is_told_with_its_reason()
    {
        await using PollerRun run = await FailedAsync();

        Assert.Equal("connection refused", (await run.StatusAsync()).Error);
    }

    [Fact]
    public async Task Store_that_was_never_read_is_unavailable()
    {
        await using var run = new PollerRun();
        Fail(run);
        run.Start();
        await run.StatusAsync();

        Assert.Equal(SourceState.Unavailable, (await run.StatusAsync()).State);
    }

    [Fact]
    public async Task Store_that_was_read_before_is_being_reconnected_to()
    {
        await using PollerRun run = await FailedAsync();

        Assert.Equal(SourceState.Reconnecting, (await run.StatusAsync()).State);
    }

    [Fact]
    public async Task Waits_double_from_one_second_to_thirty()
    {
        await using PollerRun run = await FailedAsync();
        foreach (double seconds in new[] { 1, 2, 4, 8, 16, 30, 30 })
        {
            TimeSpan wait = (await run.StatusAsync()).RetryAt!.Value - run.Now;
            Assert.InRange(wait.TotalSeconds, 0.8 * seconds, seconds);
            await run.RestAsync(wait.ToWholeMilliseconds());
            run.Time.Advance(wait.ToWholeMilliseconds());
        }
    }

    [Fact]
    public async Task Failed_attempts_are_counted()
    {
        await using PollerRun run = await FailedAsync();
        SourceStatus first = await run.StatusAsync();
        await RetryAsync(run, first);

        Assert.Equal((1, 2), (first.Failures, (await run.StatusAsync()).Failures));
    }

    [Fact]
    public async Task All_is_read_anew_after_a_failure()
    {
        await using PollerRun run = await FailedAsync();
        SourceStatus failed = await run.StatusAsync();
        run.Store.Answering = _ => Task.CompletedTask;
        run.Store.ForgetCalls();

        await RetryAsync(run, failed);
        await run.NextAsync<SourceEvent.TotalsRead>();

        Assert.Equal(["newest", "totals", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Success_takes_the_error_away()
    {
        await using PollerRun run = await FailedAsync();
        SourceStatus failed = await run.StatusAsync();
        run.Store.Answering = _ => Task.CompletedTask;

        await RetryAsync(run, failed);

        Assert.Equal(new SourceStatus(SourceKind.Store, SourceState.Connected, "fake"), await run.StatusAsync());
    }

    [Fact]
    public async Task Sum_that_was_expensive_is_not_repeated_because_the_poll_failed_after_it()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Time.Advance(call == "totals" ? TimeSpan.FromSeconds(2) : TimeSpan.Zero);
            return call == "changes" ? throw new StoreException("connection refused") : Task.CompletedTask;
        };
        run.Start();
        await run.StatusAsync();
        SourceStatus failed = await run.StatusAsync();

        await RetryAsync(run, failed);
        await run.StatusAsync();

        Assert.Equal(["newest", "totals", "changes", "newest", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Store_that_is_too_slow_is_asked_half_as_often_each_time()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Answering = _ => throw TooSlow();
        run.Time.Advance(PollerRun.Refresh);

        foreach (double seconds in new[] { 4, 8, 16, 30, 30 })
        {
            await run.StatusAsync();
            await run.RestAsync(seconds);
            run.Time.Advance(TimeSpan.FromSeconds(seconds));
        }
    }

    [Fact]
    public async Task Store_that_is_too_slow_is_told_about()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Answering = _ => throw TooSlow();

        run.Time.Advance(PollerRun.Refresh);

        SourceStatus status = await run.StatusAsync();
        Assert.Equal(("too slow", run.Now + TimeSpan.FromSeconds(4)), (status.Error, status.RetryAt));
    }

    [Fact]
    public async Task Store_that_is_fast_again_is_asked_at_the_usual_interval()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Answering = _ => throw TooSlow();
        run.Time.Advance(PollerRun.Refresh);
        await run.RestAsync(4);
        run.Store.Answering = _ => Task.CompletedTask;

        run.Time.Advance(TimeSpan.FromSeconds(4));

        await run.RestAsync(PollerRun.Refresh);
    }

    [Fact]
    public async Task Interval_of_a_slow_store_is_not_shortened_by_another_cadence()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Answering = _ => throw TooSlow();
        run.Time.Advance(PollerRun.Refresh);
        await run.RestAsync(4);
        run.Forget();

        run.Ask(new SourceRequest.SetCadence(TimeSpan.FromSeconds(0.1)));
        run.Time.Advance(TimeSpan.FromSeconds(3.9));

        Assert.Empty(run.Store.Calls);
    }

    [Fact]
    public async Task Sums_that_take_too_long_keep_no_trace_from_the_screen()
    {
        await using var run = new PollerRun();
        FailSums(run);
        run.Store.Store(SampleTraces.Announced("a").Stored());

        run.Start();

        Assert.Single((await run.NextAsync<SourceEvent.NewestRead>()).Traces);
        await run.NextAsync<SourceEvent.ChangesRead>();
    }

    [Fact]
    public async Task Sums_that_take_too_long_are_told_about_while_connected()
    {
        await using var run = new PollerRun();
        FailSums(run);
        run.Start();
        await run.StatusAsync();

        SourceStatus status = await run.StatusAsync();

        Assert.Equal(SourceState.Connected, status.State);
        Assert.Equal("summing the stored traces takes too long, the figures are not up to date", status.Error);
    }

    [Fact]
    public async Task Sums_that_took_too_long_are_tried_again_after_the_usual_interval()
    {
        await using var run = new PollerRun();
        FailSums(run);
        await run.StartAsync();
        for (int poll = 1; poll < 150; poll++)
        {
            await run.PollAsync();
        }

        Assert.DoesNotContain("totals", run.Store.Calls);
        await run.PollAsync();

        Assert.Contains("totals", run.Store.Calls);
    }

    [Fact]
    public async Task Count_that_takes_too_long_is_left_out()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call => call == "count" ? throw TooSlow() : Task.CompletedTask;
        await run.StartAsync();

        for (int poll = 0; poll < 20; poll++)
        {
            await run.PollAsync();
        }

        Assert.All(run.Events(), told => Assert.IsType<SourceEvent.ChangesRead>(told));
    }

    /// <summary>A poller whose store began to fail after the first poll.</summary>
    private static async Task<PollerRun> FailedAsync()
    {
        var run = new PollerRun();
        await run.StartAsync();
        Fail(run);
        run.Time.Advance(PollerRun.Refresh);
        return run;
    }

    private static async Task RetryAsync(PollerRun run, SourceStatus failed)
    {
        TimeSpan wait = (failed.RetryAt!.Value - run.Now).ToWholeMilliseconds();
        await run.RestAsync(wait);
        run.Time.Advance(wait);
    }

    private static void Fail(PollerRun run) => run.Store.Answering = _ => throw new StoreException("connection refused");

    private static void FailSums(PollerRun run) =>
        run.Store.Answering = call => call == "totals" ? throw TooSlow() : Task.CompletedTask;

    private static StoreException TooSlow() => new("too slow") { IsTooSlow = true };
}
