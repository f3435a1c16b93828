using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests;

/// <summary>How the main loop suspends, ends, and outlives its sources.</summary>
public sealed class MonitorLoopSourceTests
{
    [Fact]
    public async Task Suspension_is_asked_of_the_sources_first()
    {
        await using LoopRun run = await StartedAsync();

        await SuspendAsync(run);

        Assert.IsType<SourceRequest.Suspend>(await run.Sources[0].RequestAsync());
        Assert.DoesNotContain("suspend", run.View.Log);
    }

    [Fact]
    public async Task Process_stops_once_every_source_is_suspended()
    {
        await using LoopRun run = await StartedAsync();
        await SuspendAsync(run);
        Suspended(run, SourceKind.Feed);
        await run.SettleAsync();
        Assert.DoesNotContain("suspend", run.View.Log);

        Suspended(run, SourceKind.Store);
        await run.SettleAsync();

        Assert.Contains("suspend", run.View.Log);
    }

    [Fact]
    public async Task Process_stops_without_a_source_that_takes_longer_than_a_quarter_of_a_second()
    {
        await using LoopRun run = await StartedAsync();
        await SuspendAsync(run);
        Suspended(run, SourceKind.Feed);
        await run.PassAsync(249);
        Assert.DoesNotContain("suspend", run.View.Log);

        await run.PassAsync(1);

        Assert.Contains("suspend", run.View.Log);
    }

    [Fact]
    public async Task Second_request_to_suspend_does_not_prolong_the_wait()
    {
        await using LoopRun run = await StartedAsync();
        await SuspendAsync(run);
        await run.PassAsync(200);
        await SuspendAsync(run);

        await run.PassAsync(50);

        Assert.Contains("suspend", run.View.Log);
    }

    [Fact]
    public async Task Sources_are_resumed_when_the_process_is_continued()
    {
        await using LoopRun run = await StartedAsync();
        await SuspendAsync(run);

        await run.PassAsync(250);

        Assert.IsType<SourceRequest.Suspend>(await run.Sources[0].RequestAsync());
        Assert.IsType<SourceRequest.Resume>(await run.Sources[0].RequestAsync());
    }

    [Fact]
    public async Task Screen_is_drawn_when_the_process_is_continued()
    {
        await using LoopRun run = await StartedAsync();
        await SuspendAsync(run);

        await run.PassAsync(250);

        Assert.Equal(["draw", "leave", "suspend", "draw"], run.View.Log);
    }

    [Fact]
    public async Task Process_continued_before_it_stopped_goes_on()
    {
        await using LoopRun run = await StartedAsync();
        await SuspendAsync(run);

        run.Queue.Publish(new MonitorEvent.Continued());
        await run.SettleAsync();
        await run.PassAsync(1000);

        Assert.Equal(["draw", "leave", "continue", "draw"], run.View.Log);
    }

    [Fact]
    public async Task Process_continued_in_the_background_stops_again()
    {
        await using LoopRun run = await StartedAsync();
        int stops = 0;
        run.View.ReturnsToForeground = () => ++stops == 3;
        await SuspendAsync(run);

        await run.PassAsync(250);
        await run.SettleAsync();

        Assert.Equal(3, stops);
    }

    [Fact]
    public async Task Process_continued_in_the_background_ends_when_it_is_told_to()
    {
        await using LoopRun run = await StartedAsync();
        run.View.ReturnsToForeground = () =>
        {
            run.Queue.Publish(new MonitorEvent.Stop(ExitCode.Terminated));
            return false;
        };
        await SuspendAsync(run);

        run.Time.Advance(TimeSpan.FromMilliseconds(250));

        Assert.Equal(143, await run.EndedAsync());
    }

    [Fact]
    public async Task Sleep_during_a_suspension_is_no_leap_of_the_clock()
    {
        await using LoopRun run = await StartedAsync();
        run.View.ReturnsToForeground = () =>
        {
            run.Time.Leap(TimeSpan.FromHours(8));
            return true;
        };
        await SuspendAsync(run);
        await run.PassAsync(250);
        await run.Sources[0].RequestAsync();
        await run.Sources[0].RequestAsync();

        await run.PassAsync(10_000);

        Assert.False(run.Sources[0].TryTakeRequest(out _));
    }

    [Fact]
    public async Task Source_that_crashes_ends_the_loop_with_its_reason()
    {
        await using var run = new LoopRun(new FakeSource(_ => throw new InvalidTimeZoneException()));
        await run.StartAsync();

        SourceCrashedException crash = await Assert.ThrowsAsync<SourceCrashedException>(run.EndedAsync);

        Assert.IsType<InvalidTimeZoneException>(crash.InnerException);
    }

    [Fact]
    public async Task Source_that_ends_by_itself_has_crashed()
    {
        await using var run = new LoopRun(new FakeSource(_ => Task.CompletedTask));
        await run.StartAsync();

        await Assert.ThrowsAsync<SourceCrashedException>(run.EndedAsync);
    }

    [Fact]
    public async Task Sources_are_not_cancelled_before_the_terminal_is_restored()
    {
        await using LoopRun run = await StartedAsync();
        run.Press('q');

        await run.EndedAsync();

        Assert.False(run.Sources[0].Cancelled.IsCompleted);
    }

    [Fact]
    public async Task Sources_are_cancelled_at_the_end()
    {
        await using LoopRun run = await StartedAsync();
        run.Press('q');
        await run.EndedAsync();

        await run.EndAsync();

        await run.Sources[0].Cancelled;
    }

    [Fact]
    public async Task Source_that_does_not_end_is_waited_for_a_moment_only()
    {
        await using var run = new LoopRun(new FakeSource(_ => new TaskCompletionSource().Task));
        await run.StartAsync();
        run.Press('q');
        await run.EndedAsync();

        Task ending = run.EndAsync();
        await run.Time.ArmedAsync(TimeSpan.FromMilliseconds(20));
        run.Time.Advance(TimeSpan.FromMilliseconds(20));

        await ending.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Source_that_fails_when_it_is_cancelled_spoils_no_end()
    {
        await using var run = new LoopRun(new FakeSource(async cancellation =>
        {
            await Task.Delay(Timeout.Infinite, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new InvalidTimeZoneException();
        }));
        await run.StartAsync();
        run.Press('q');
        await run.EndedAsync();

        await run.EndAsync();
    }

    private static async Task<LoopRun> StartedAsync()
    {
        var run = new LoopRun(new FakeSource(), new FakeSource());
        await run.StartAsync();
        await run.PassAsync(100);
        run.View.Change = _ => false;
        return run;
    }

    private static async Task SuspendAsync(LoopRun run)
    {
        run.Queue.Publish(new MonitorEvent.Suspend());
        await run.SettleAsync();
    }

    private static void Suspended(LoopRun run, SourceKind source) =>
        run.Queue.TryPublish(new SourceEvent.StatusChanged(new SourceStatus(source, SourceState.Suspended, "")));
}
