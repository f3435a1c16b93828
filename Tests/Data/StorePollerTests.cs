using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>What a poller reads, in which order and how often, while all goes well.</summary>
public sealed class StorePollerTests
{
    [Fact]
    public async Task Newest_page_comes_before_the_sums_at_the_start()
    {
        await using var run = new PollerRun();

        run.Start();
        await run.RestAsync(PollerRun.Refresh);

        Assert.Equal(["newest", "totals", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Totals_are_told_after_all_that_was_stored_since_their_cut()
    {
        await using var run = new PollerRun();

        run.Start();
        await run.RestAsync(PollerRun.Refresh);

        Assert.Equal(
            ["StatusChanged", "NewestRead", "ChangesRead", "TotalsRead", "StatusChanged"], run.Events().Select(told => told.GetType().Name));
    }

    [Fact]
    public async Task State_goes_from_connecting_to_connected()
    {
        await using var run = new PollerRun();

        run.Start();

        Assert.Equal(SourceState.Connecting, (await run.StatusAsync()).State);
        Assert.Equal(SourceState.Connected, (await run.StatusAsync()).State);
    }

    [Fact]
    public async Task Status_names_the_store()
    {
        await using var run = new PollerRun();
        run.Store.Name = "mongodb db.example/tracellm";

        run.Start();

        Assert.Equal("mongodb db.example/tracellm", (await run.StatusAsync()).Name);
    }

    [Fact]
    public async Task Nothing_is_read_before_the_interval_is_over()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        run.Time.Advance(PollerRun.Refresh - TimeSpan.FromMilliseconds(1));

        Assert.Empty(run.Store.Calls);
    }

    [Fact]
    public async Task Changes_are_read_at_every_interval()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        await run.PollAsync();
        await run.PollAsync();

        Assert.Equal(["changes", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Time_that_a_poll_takes_is_part_of_the_interval()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Answering = _ =>
        {
            run.Time.Advance(TimeSpan.FromSeconds(0.5));
            return Task.CompletedTask;
        };

        run.Time.Advance(PollerRun.Refresh);

        await run.RestAsync(1.5);
    }

    [Fact]
    public async Task Status_that_stays_is_not_told_again()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        await run.PollAsync();

        Assert.Equal(["ChangesRead"], run.Events().Select(told => told.GetType().Name));
    }

    [Fact]
    public async Task Pages_are_read_on_until_the_last()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.PageTraces = 2;
        run.Store.Store([.. Enumerable.Range(0, 5).Select(i => SampleTraces.Announced($"{i}").Stored())]);

        await run.PollAsync();

        Assert.Equal(
            [(2, false), (2, false), (1, true)],
            run.Events().Cast<SourceEvent.ChangesRead>().Select(page => (page.Traces.Count, page.IsLast)));
    }

    [Fact]
    public async Task Count_goes_along_every_thirty_seconds()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        for (int poll = 0; poll < 30; poll++)
        {
            await run.PollAsync();
        }

        Assert.Equal(2, run.Store.Calls.Count(call => call == "count"));
    }

    [Fact]
    public async Task Totals_are_read_again_after_five_minutes()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        for (int poll = 1; poll < 150; poll++)
        {
            await run.PollAsync();
        }

        Assert.DoesNotContain("totals", run.Store.Calls);
        await run.PollAsync();

        Assert.Equal(["totals", "changes"], run.Store.Calls[^2..]);
    }

    [Fact]
    public async Task Sum_that_takes_long_is_repeated_after_a_hundred_times_its_duration()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Time.Advance(call == "totals" ? TimeSpan.FromSeconds(4) : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        await run.StartAsync();
        TimeSpan summedAt = run.Now;
        while (run.Now < summedAt + TimeSpan.FromSeconds(398))
        {
            await run.PollAsync();
        }

        Assert.DoesNotContain("totals", run.Store.Calls);
        run.Time.Advance(PollerRun.Refresh);
        await run.NextAsync<SourceEvent.TotalsRead>();
    }

    [Fact]
    public async Task Store_that_cannot_vouch_for_completeness_is_read_anew()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.MustReanchor = true;
        await run.PollAsync();
        run.Store.ForgetCalls();

        await run.PollAsync();

        Assert.Equal(["newest", "totals", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Store_that_cannot_vouch_right_after_its_sum_is_read_anew_too()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Store.MustReanchor |= call == "changes";
            return Task.CompletedTask;
        };
        await run.StartAsync();
        run.Store.Answering = _ => Task.CompletedTask;

        await run.PollAsync();

        Assert.Equal(["newest", "totals", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Full_queue_is_waited_for()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.HasRoom = false;
        run.Store.Store(SampleTraces.Announced("a").Stored());
        run.Time.Advance(PollerRun.Refresh);
        await run.RestAsync(0.05);

        run.HasRoom = true;
        run.Time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal("a", Assert.Single((await run.NextAsync<SourceEvent.ChangesRead>()).Traces).TraceId);
    }

    [Fact]
    public async Task Cancellation_ends_a_read_that_hangs()
    {
        await using var run = new PollerRun();
        run.Store.Answering = _ => new TaskCompletionSource().Task;
        run.Start();

        await run.DisposeAsync();

        Assert.True(run.Running.IsCanceled);
    }

    [Fact]
    public async Task Cancellation_ends_the_wait_between_two_polls()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        await run.DisposeAsync();

        Assert.True(run.Running.IsCanceled);
    }

    [Fact]
    public async Task Store_is_disposed_at_the_end()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        await run.DisposeAsync();

        Assert.Equal(["dispose"], run.Store.Calls);
    }
}
