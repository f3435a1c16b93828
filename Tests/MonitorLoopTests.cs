using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests;

public sealed class MonitorLoopTests
{
    [Fact]
    public async Task First_frame_is_drawn_before_any_source_runs()
    {
        LoopRun? run = null;
        int drawsAtStart = -1;
        await using LoopRun started = run = new LoopRun(new FakeSource { Starting = () => drawsAtStart = run!.View.Draws });

        await run.StartAsync();

        Assert.Equal(1, drawsAtStart);
    }

    [Fact]
    public async Task Keys_are_applied_before_source_events_that_were_there_first()
    {
        await using var run = new LoopRun();
        run.Count(1);
        run.Count(2);
        run.Press('a');

        await run.StartAsync();

        Assert.Equal(["key a", "count 1", "count 2"], run.View.Log.Where(entry => entry != "draw"));
    }

    [Fact]
    public async Task Key_is_applied_before_the_source_events_that_are_left()
    {
        await using var run = new LoopRun();
        run.View.Applying = applied => run.Press(applied is SourceEvent.CountRead { Documents: 1 } ? 'a' : 'b');
        run.Count(1);
        run.Count(2);

        await run.StartAsync();

        Assert.Equal(["count 1", "key a", "count 2", "key b"], run.View.Log.Where(entry => entry != "draw"));
    }

    [Fact]
    public async Task More_events_than_one_round_takes_are_all_applied_without_another_wake_up()
    {
        await using var run = new LoopRun();
        for (int i = 1; i <= 1000; i++)
        {
            run.Count(i);
        }

        run.View.Applying = applied =>
        {
            if (applied is SourceEvent.CountRead { Documents: 1000 })
            {
                run.Press('q');
            }
        };

        await run.StartAsync();

        Assert.Equal(0, await run.EndedAsync());
    }

    [Fact]
    public async Task Picture_is_drawn_between_the_rounds_of_a_flood()
    {
        await using var run = new LoopRun();
        await run.StartAsync();
        await run.PassAsync(20);
        var draws = new List<int>();
        run.View.Applying = _ => draws.Add(run.View.Draws);
        for (int i = 1; i <= 1000; i++)
        {
            run.Count(i);
        }

        await run.SettleAsync();

        Assert.Contains(2, draws);
    }

    [Fact]
    public async Task Key_q_ends_with_success()
    {
        await using var run = new LoopRun();
        await run.StartAsync();

        run.Press('q');

        Assert.Equal(0, await run.EndedAsync());
    }

    [Fact]
    public async Task Stop_ends_with_its_exit_code()
    {
        await using var run = new LoopRun();
        await run.StartAsync();

        run.Queue.Publish(new MonitorEvent.Stop(ExitCode.Terminated));

        Assert.Equal(143, await run.EndedAsync());
    }

    [Fact]
    public async Task Stop_overtakes_the_keys_that_wait()
    {
        await using var run = new LoopRun();
        for (int i = 0; i < 1000; i++)
        {
            run.Press('a');
        }

        run.Queue.Publish(new MonitorEvent.Stop(ExitCode.Terminated));
        await run.StartAsync();

        Assert.Equal(143, await run.EndedAsync());
        Assert.Equal(["draw"], run.View.Log);
    }

    [Fact]
    public async Task Sources_are_heard_while_keys_keep_coming()
    {
        await using var run = new LoopRun();
        for (int i = 0; i < 1000; i++)
        {
            run.Press('a');
        }

        run.Count(7);
        await run.StartAsync();

        Assert.Equal(1000, run.View.Log.Count(entry => entry == "key a"));
        Assert.Contains("count 7", run.View.Log[..500]);
    }

    [Fact]
    public async Task Lost_terminal_ends_as_its_hang_up()
    {
        await using var run = new LoopRun();
        await run.StartAsync();

        run.Queue.PublishInput(new MonitorEvent.Input(new TerminalInput.HangUp()));

        Assert.Equal(129, await run.EndedAsync());
    }

    [Fact]
    public async Task Nothing_is_applied_after_the_key_that_ends()
    {
        await using var run = new LoopRun();
        run.Press('q');
        run.Press('a');
        run.Count(1);

        await run.StartAsync();
        await run.EndedAsync();

        Assert.Equal(["draw", "key q"], run.View.Log);
    }

    [Fact]
    public async Task Requests_that_a_busy_source_does_not_take_are_not_dropped()
    {
        await using var run = new LoopRun(new FakeSource());
        await run.StartAsync();
        var cadence = new SourceRequest.SetCadence(TimeSpan.FromSeconds(30));
        run.View.Ask(cadence);
        for (int i = 0; i < 100; i++)
        {
            run.View.Ask(new SourceRequest.ReadTrace(SampleTraces.Announced($"{i}").Reference));
        }

        run.Count(1);
        await run.SettleAsync();

        Assert.Equal(cadence, await run.Sources[0].RequestAsync());
    }

    [Fact]
    public async Task What_the_view_asks_for_reaches_every_source()
    {
        await using var run = new LoopRun(new FakeSource(), new FakeSource());
        await run.StartAsync();

        run.View.Ask(new SourceRequest.PollNow());
        run.Count(1);

        Assert.IsType<SourceRequest.PollNow>(await run.Sources[0].RequestAsync());
        Assert.IsType<SourceRequest.PollNow>(await run.Sources[1].RequestAsync());
    }

    [Fact]
    public async Task Tick_comes_when_the_view_wants_it()
    {
        await using var run = new LoopRun();
        await run.StartAsync();
        run.View.NextTickAt = run.Time.Now() + TimeSpan.FromSeconds(3);
        await run.SettleAsync();

        await run.PassAsync(2999);
        Assert.DoesNotContain("tick", run.View.Log);
        await run.PassAsync(1);

        Assert.Contains("tick", run.View.Log);
    }

    [Theory]
    [InlineData(6)]
    [InlineData(-6)]
    [InlineData(3600)]
    public async Task Leap_of_the_wall_clock_checks_the_connections(int seconds)
    {
        await using var run = new LoopRun(new FakeSource());
        await run.StartAsync();

        run.Time.Leap(TimeSpan.FromSeconds(seconds));
        await run.PassAsync(10_000);

        Assert.IsType<SourceRequest.CheckConnection>(await run.Sources[0].RequestAsync());
    }

    [Fact]
    public async Task Wall_clock_that_is_set_a_little_checks_nothing()
    {
        await using var run = new LoopRun(new FakeSource());
        await run.StartAsync();

        run.Time.Leap(TimeSpan.FromSeconds(4));
        await run.PassAsync(10_000);

        Assert.False(run.Sources[0].TryTakeRequest(out _));
    }
}
