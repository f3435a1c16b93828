using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests;

/// <summary>When the main loop draws, and when it does not.</summary>
public sealed class MonitorLoopFrameTests
{
    [Fact]
    public async Task First_change_after_a_pause_is_drawn_at_once()
    {
        await using LoopRun run = await RestingAsync();

        run.Count(1);
        await run.SettleAsync();

        Assert.Equal(2, run.View.Draws);
    }

    [Fact]
    public async Task Next_change_waits_for_its_sixtieth_of_a_second()
    {
        await using LoopRun run = await RestingAsync();
        run.Count(1);
        await run.SettleAsync();
        run.Count(2);

        await run.PassAsync(16);

        Assert.Equal(2, run.View.Draws);
    }

    [Fact]
    public async Task Change_that_had_to_wait_is_drawn_when_its_time_comes()
    {
        await using LoopRun run = await RestingAsync();
        run.Count(1);
        await run.SettleAsync();
        run.Count(2);
        await run.SettleAsync();

        await run.PassAsync(17);

        Assert.Equal((3, 2L), (run.View.Draws, run.View.Drawn));
    }

    [Fact]
    public async Task Changes_within_one_frame_are_drawn_together()
    {
        await using LoopRun run = await RestingAsync();
        run.Count(1);
        await run.SettleAsync();
        for (int i = 2; i < 50; i++)
        {
            run.Count(i);
            await run.SettleAsync();
        }

        await run.PassAsync(17);

        Assert.Equal((3, 49L), (run.View.Draws, run.View.Drawn));
    }

    [Fact]
    public async Task Second_of_changes_is_drawn_sixty_times_at_most()
    {
        await using LoopRun run = await RestingAsync();

        for (int i = 1; i <= 1000; i++)
        {
            run.Count(i);
            await run.PassAsync(1);
        }

        Assert.InRange(run.View.Draws - 1, 50, 60);
    }

    /// <summary>A timer cuts fractions off: a wait of 16.67 ms would end after 16, and many of none would follow it.</summary>
    [Fact]
    public async Task Wait_for_a_frame_is_a_whole_number_of_milliseconds()
    {
        await using LoopRun run = await RestingAsync();
        run.Count(1);
        await run.SettleAsync();
        run.Count(2);
        await run.SettleAsync();

        await run.Time.ArmedAsync(TimeSpan.FromMilliseconds(17));
    }

    [Fact]
    public async Task Tick_that_stays_due_waits_for_the_next_frame()
    {
        await using LoopRun run = await RestingAsync();
        run.View.ForgetsTicks = true;

        run.View.NextTickAt = TimeSpan.Zero;
        run.Queue.Wake();

        await run.Time.ArmedAsync(TimeSpan.FromMilliseconds(17));
        run.View.NextTickAt = null;
    }

    [Fact]
    public async Task Nothing_is_drawn_when_nothing_changed()
    {
        await using LoopRun run = await RestingAsync();
        run.View.Change = _ => false;

        run.Count(1);
        run.Press('a');
        await run.SettleAsync();

        Assert.Equal(1, run.View.Draws);
    }

    [Fact]
    public async Task Nothing_is_drawn_while_time_passes()
    {
        await using LoopRun run = await RestingAsync();

        await run.PassAsync(TimeSpan.FromHours(1));

        Assert.Equal(1, run.View.Draws);
    }

    [Fact]
    public async Task Idle_loop_wakes_up_once_in_ten_seconds()
    {
        await using LoopRun run = await RestingAsync();
        int before = run.Time.Changes;

        for (int second = 0; second < 100; second++)
        {
            run.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await run.SettleAsync();
        Assert.InRange(run.Time.Changes - before, 1, 10 + 2);
    }

    [Fact]
    public async Task Key_that_changes_the_picture_draws_it()
    {
        await using LoopRun run = await RestingAsync();

        run.Press('r');
        await run.SettleAsync();

        Assert.Equal(2, run.View.Draws);
    }

    [Fact]
    public async Task Frames_are_skipped_while_the_output_takes_none()
    {
        await using LoopRun run = await RestingAsync();
        run.View.TakesFrame = () => false;
        run.Count(1);
        await run.SettleAsync();

        run.Count(2);
        await run.PassAsync(1000);

        Assert.Equal(2, run.View.Draws);
    }

    [Fact]
    public async Task Events_are_applied_while_the_output_takes_no_frame()
    {
        await using LoopRun run = await RestingAsync();
        run.View.TakesFrame = () => false;
        run.Count(1);
        await run.SettleAsync();

        run.Count(2);
        await run.SettleAsync();

        Assert.Equal(2, run.View.Applied);
    }

    [Fact]
    public async Task Newest_picture_is_drawn_when_the_output_takes_frames_again()
    {
        await using LoopRun run = await RestingAsync();
        run.View.TakesFrame = () => false;
        run.Count(1);
        await run.SettleAsync();
        run.Count(2);
        run.Count(3);
        await run.PassAsync(1000);

        run.View.TakesFrame = () => true;
        run.Queue.PublishInput(new MonitorEvent.Input(new TerminalInput.OutputReady()));
        await run.SettleAsync();

        Assert.Equal((3, 3L), (run.View.Draws, run.View.Drawn));
    }

    [Fact]
    public async Task Resize_redraws_the_whole_screen()
    {
        await using LoopRun run = await RestingAsync();

        run.Queue.Publish(new MonitorEvent.Resized());
        await run.SettleAsync();

        Assert.Equal(["draw", "invalidate", "draw"], run.View.Log);
    }

    [Fact]
    public async Task Process_that_was_stopped_by_others_takes_its_terminal_again()
    {
        await using LoopRun run = await RestingAsync();

        run.Queue.Publish(new MonitorEvent.Continued());
        await run.SettleAsync();

        Assert.Equal(["draw", "continue", "draw"], run.View.Log);
    }

    [Fact]
    public async Task Process_that_others_continued_in_the_background_suspends()
    {
        await using LoopRun run = await RestingAsync();
        run.View.IsInForeground = () => false;

        run.Queue.Publish(new MonitorEvent.Continued());
        await run.SettleAsync();
        await run.PassAsync(1000);

        Assert.Equal(["draw", "continue", "leave", "suspend", "draw"], run.View.Log);
    }

    /// <summary>A loop that has drawn its first frame a while ago.</summary>
    private static async Task<LoopRun> RestingAsync()
    {
        var run = new LoopRun();
        await run.StartAsync();
        await run.PassAsync(100);
        return run;
    }
}
