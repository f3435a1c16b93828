using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What a poller does when it is asked.</summary>
public sealed class StorePollerRequestTests
{
    [Fact]
    public async Task Poll_that_is_asked_for_comes_at_once()
    {
        await using PollerRun run = await StartedAsync();

        run.Ask(new SourceRequest.PollNow());
        await run.NextAsync<SourceEvent.ChangesRead>();

        Assert.Equal(["changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Check_of_the_connection_is_a_poll()
    {
        await using PollerRun run = await StartedAsync();

        run.Ask(new SourceRequest.CheckConnection());

        await run.NextAsync<SourceEvent.ChangesRead>();
    }

    [Fact]
    public async Task Longer_interval_holds_for_the_wait_under_way()
    {
        await using PollerRun run = await StartedAsync();

        run.Ask(new SourceRequest.SetCadence(TimeSpan.FromSeconds(30)));

        await run.RestAsync(30);
    }

    [Fact]
    public async Task Longer_interval_holds_for_later_waits()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.SetCadence(TimeSpan.FromSeconds(30)));
        await run.RestAsync(30);

        run.Time.Advance(TimeSpan.FromSeconds(30));
        await run.NextAsync<SourceEvent.ChangesRead>();

        await run.RestAsync(30);
    }

    [Fact]
    public async Task Shorter_interval_that_has_passed_already_polls_at_once()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.SetCadence(TimeSpan.FromSeconds(30)));
        await run.RestAsync(30);
        run.Time.Advance(TimeSpan.FromSeconds(10));

        run.Ask(new SourceRequest.SetCadence(PollerRun.Refresh));

        await run.NextAsync<SourceEvent.ChangesRead>();
    }

    [Fact]
    public async Task Longer_interval_does_not_put_off_a_poll_that_was_asked_for()
    {
        await using PollerRun run = await StartedAsync();
        var polling = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        run.Store.Answering = _ =>
        {
            polling.TrySetResult();
            return release.Task;
        };
        run.Ask(new SourceRequest.PollNow());
        await polling.Task.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);

        run.Ask(new SourceRequest.PollNow());
        run.Ask(new SourceRequest.SetCadence(TimeSpan.FromSeconds(30)));
        release.SetResult();
        await run.RestAsync(30);

        Assert.Equal(["changes", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Poll_that_is_due_comes_between_slow_lookups()
    {
        await using PollerRun run = await StartedAsync();
        int lookups = 0;
        run.Store.Answering = call =>
        {
            if (call == "trace" && ++lookups < 20)
            {
                run.Time.Advance(TimeSpan.FromSeconds(1.5));
                run.Ask(new SourceRequest.ReadTrace(SampleTraces.Announced("a").Reference));
            }

            return Task.CompletedTask;
        };

        run.Ask(new SourceRequest.ReadTrace(SampleTraces.Announced("a").Reference));
        await run.NextAsync<SourceEvent.ChangesRead>();

        Assert.Equal(["trace", "trace", "changes"], run.Store.Calls[..3]);
    }

    [Fact]
    public async Task Totals_that_are_asked_for_come_at_once_and_with_the_newest_page()
    {
        await using PollerRun run = await StartedAsync();

        run.Ask(new SourceRequest.ReadTotals());
        await run.NextAsync<SourceEvent.TotalsRead>();

        Assert.Equal(["newest", "totals", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Totals_that_are_asked_for_again_have_to_wait_five_minutes()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.ReadTotals());
        await run.NextAsync<SourceEvent.TotalsRead>();
        await run.RestAsync(PollerRun.Refresh);
        run.Forget();

        run.Ask(new SourceRequest.ReadTotals());
        run.Ask(new SourceRequest.PollNow());
        await run.NextAsync<SourceEvent.ChangesRead>();

        Assert.Equal(["changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Suspension_closes_the_connections_and_is_answered()
    {
        await using PollerRun run = await StartedAsync();

        run.Ask(new SourceRequest.Suspend());

        Assert.Equal(SourceState.Suspended, (await run.StatusAsync()).State);
        Assert.Equal(["disconnect"], run.Store.Calls);
    }

    [Fact]
    public async Task Every_request_to_suspend_is_answered()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.Suspend());
        await run.StatusAsync();

        run.Ask(new SourceRequest.Suspend());

        Assert.Equal(SourceState.Suspended, (await run.StatusAsync()).State);
    }

    [Fact]
    public async Task Nothing_is_read_while_suspended()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.Suspend());
        await run.StatusAsync();

        run.Ask(new SourceRequest.PollNow());
        run.Time.Advance(TimeSpan.FromHours(1));
        run.Ask(new SourceRequest.Suspend());
        await run.StatusAsync();

        Assert.Equal(["disconnect", "disconnect"], run.Store.Calls);
    }

    [Fact]
    public async Task Store_is_read_as_soon_as_it_is_resumed()
    {
        await using PollerRun run = await StartedAsync();
        run.Ask(new SourceRequest.Suspend());
        await run.StatusAsync();

        run.Ask(new SourceRequest.Resume());

        await run.NextAsync<SourceEvent.ChangesRead>();
        Assert.Equal(SourceState.Connected, (await run.StatusAsync()).State);
    }

    private static async Task<PollerRun> StartedAsync()
    {
        var run = new PollerRun();
        await run.StartAsync();
        return run;
    }
}
