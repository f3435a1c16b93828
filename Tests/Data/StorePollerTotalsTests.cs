using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>When a poller has its store summed and counted beside the usual intervals.</summary>
public sealed class StorePollerTotalsTests
{
    [Fact]
    public async Task Store_that_is_too_slow_is_not_asked_for_more()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Store.Answering = call => call == "changes" ? throw TooSlow() : Task.CompletedTask;
        run.Time.Advance(PollerRun.Refresh);
        await run.RestAsync(4);
        run.Store.Answering = _ => Task.CompletedTask;

        run.Time.Advance(TimeSpan.FromSeconds(4));
        await run.RestAsync(PollerRun.Refresh);

        Assert.Equal(["changes", "changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Totals_whose_sweep_was_too_slow_are_read_again()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call => call == "changes" ? throw TooSlow() : Task.CompletedTask;
        run.Start();
        await run.RestAsync(4);
        Assert.DoesNotContain(run.Events(), told => told is SourceEvent.TotalsRead);
        run.Store.Answering = _ => Task.CompletedTask;

        run.Time.Advance(TimeSpan.FromSeconds(4));

        await run.NextAsync<SourceEvent.TotalsRead>();
    }

    [Fact]
    public async Task Totals_whose_sweep_was_not_complete_are_not_told()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Store.MustReanchor |= call == "changes";
            return Task.CompletedTask;
        };
        run.Start();
        await run.RestAsync(PollerRun.Refresh);
        Assert.DoesNotContain(run.Events(), told => told is SourceEvent.TotalsRead);
        run.Store.Answering = _ => Task.CompletedTask;

        await run.PollAsync();

        Assert.Single(run.Events(), told => told is SourceEvent.TotalsRead);
    }

    [Fact]
    public async Task Another_store_is_summed_at_once_however_long_the_one_before_has_to_rest()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Time.Advance(call == "totals" ? TimeSpan.FromSeconds(4) : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        await run.StartAsync();
        await using var other = new FakeTraceStore(run.Time);
        run.Store.MustReanchor = true;
        await run.PollAsync();
        run.Store.MustReanchor = false;
        run.Store.Answerer = other;

        await run.PollAsync();

        Assert.Contains(run.Events(), told => told is SourceEvent.TotalsRead);
    }

    [Fact]
    public async Task Count_is_taken_at_once_when_the_user_asks()
    {
        await using var run = new PollerRun();
        await run.StartAsync();

        run.Ask(new SourceRequest.CheckConnection());
        SourceEvent.CountRead count = await run.NextAsync<SourceEvent.CountRead>();

        Assert.Equal(CountCause.AskedFor, count.Cause);
        Assert.Equal(["again", "changes", "count"], run.Store.Calls);
    }

    [Fact]
    public async Task Count_is_taken_at_once_when_a_store_is_back_that_need_not_be_summed_yet()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Time.Advance(call == "totals" ? TimeSpan.FromSeconds(4) : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        await run.StartAsync();
        run.Store.Answering = _ => throw new StoreException("connection refused");
        run.Time.Advance(PollerRun.Refresh);
        TimeSpan wait = ((await run.StatusAsync()).RetryAt!.Value - run.Now).ToWholeMilliseconds();
        await run.RestAsync(wait);
        run.Store.Answering = _ => Task.CompletedTask;

        run.Time.Advance(wait);

        Assert.Equal(CountCause.Reconnected, (await run.NextAsync<SourceEvent.CountRead>()).Cause);
        Assert.Equal(["newest", "changes", "count"], run.Store.Calls[^3..]);
    }

    [Fact]
    public async Task Totals_that_the_user_asks_for_again_do_not_wait_five_minutes()
    {
        await using var run = new PollerRun();
        await run.StartAsync();
        run.Ask(new SourceRequest.ReadTotals());
        await run.NextAsync<SourceEvent.TotalsRead>();
        await run.RestAsync(PollerRun.Refresh);

        run.Ask(new SourceRequest.ReadTotals(IsByUser: true));

        await run.NextAsync<SourceEvent.TotalsRead>();
    }

    [Fact]
    public async Task Totals_that_the_user_asks_for_again_and_again_leave_the_store_its_rest()
    {
        await using var run = new PollerRun();
        run.Store.Answering = call =>
        {
            run.Time.Advance(call == "totals" ? TimeSpan.FromSeconds(1) : TimeSpan.Zero);
            return Task.CompletedTask;
        };
        run.Start();
        await run.RestAsync(1);
        run.Ask(new SourceRequest.ReadTotals());
        await run.NextAsync<SourceEvent.TotalsRead>();
        await run.NextAsync<SourceEvent.TotalsRead>();
        await run.RestAsync(1);
        run.Forget();

        run.Ask(new SourceRequest.ReadTotals(IsByUser: true));
        await run.NextAsync<SourceEvent.ChangesRead>();

        Assert.Equal(["newest", "changes"], run.Store.Calls);
    }

    private static StoreException TooSlow() => new("too slow") { IsTooSlow = true };
}
