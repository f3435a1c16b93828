using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests;

public sealed class EventQueueTests
{
    private static readonly SourceEvent Count = new SourceEvent.CountRead(1);
    private static readonly MonitorEvent.Input Ready = new(new TerminalInput.OutputReady());

    [Fact]
    public void Source_event_is_refused_when_there_is_no_room()
    {
        var queue = new EventQueue(2);
        queue.TryPublish(Count);
        queue.TryPublish(Count);

        Assert.False(queue.TryPublish(Count));
    }

    [Fact]
    public void Source_event_is_taken_again_once_there_is_room()
    {
        var queue = new EventQueue(1);
        queue.TryPublish(Count);
        queue.TryPublish(Count);
        queue.TryTakeSource(out _);

        Assert.True(queue.TryPublish(Count));
    }

    [Fact]
    public void Refused_event_is_not_among_those_taken()
    {
        var queue = new EventQueue(1);
        queue.TryPublish(Count);
        queue.TryPublish(new SourceEvent.CountRead(2));

        queue.TryTakeSource(out SourceEvent? first);
        queue.TryTakeSource(out SourceEvent? second);

        Assert.Equal((Count, null), (first, second));
    }

    [Fact]
    public async Task Input_waits_where_much_of_it_waits_already()
    {
        var queue = new EventQueue(1);
        for (int i = 0; i < EventQueue.MaxWaitingInput; i++)
        {
            queue.PublishInput(Ready);
        }

        var waiting = Task.Run(() => queue.PublishInput(Ready), TestContext.Current.CancellationToken);
        await Assert.ThrowsAsync<TimeoutException>(() => waiting.WaitAsync(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken));
        Assert.True(queue.TryTakeInput(out _));

        await waiting.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Control_events_are_taken_however_full_the_queue_is()
    {
        var queue = new EventQueue(1);
        queue.TryPublish(Count);
        for (int i = 0; i < 10_000; i++)
        {
            queue.Publish(new MonitorEvent.Stop(i));
        }

        int taken = 0;
        while (queue.TryTakeControl(out _))
        {
            taken++;
        }

        Assert.Equal(10_000, taken);
    }

    [Fact]
    public void Wait_ends_at_once_when_something_was_published_before()
    {
        var queue = new EventQueue(1);
        queue.TryPublish(Count);

        Assert.True(IsWaitOver(queue));
    }

    [Fact]
    public async Task Wait_lasts_until_something_is_published()
    {
        var queue = new EventQueue(1);
        Task waiting = queue.WaitAsync(isFrameAhead: false).AsTask();
        Assert.False(waiting.IsCompleted);

        queue.Publish(new MonitorEvent.Resized());

        await waiting.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Sources_do_not_end_the_wait_for_a_frame_unless_much_is_published()
    {
        const int Room = 8;
        var queue = new EventQueue(Room);
        Task waiting = queue.WaitAsync(isFrameAhead: true).AsTask();
        for (int i = 0; i < Room / 2; i++)
        {
            queue.TryPublish(Count);
        }

        Assert.False(waiting.IsCompleted);

        queue.TryPublish(Count);

        await waiting.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Key_ends_the_wait_for_a_frame()
    {
        var queue = new EventQueue(1);
        Task waiting = queue.WaitAsync(isFrameAhead: true).AsTask();

        queue.PublishInput(Ready);

        await waiting.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void One_wait_uses_up_all_that_was_published_before_it()
    {
        var queue = new EventQueue(2);
        queue.TryPublish(Count);
        queue.TryPublish(Count);
        IsWaitOver(queue);

        Assert.False(IsWaitOver(queue));
    }

    [Fact]
    public void Waiting_allocates_nothing()
    {
        var queue = new EventQueue(1);
        queue.Wake();
        IsWaitOver(queue);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            queue.Wake();
            IsWaitOver(queue);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    /// <summary>The last event before the consumer sleeps is the one whose wake-up could be lost: there is one each time the queue
    /// has run empty.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_wake_up_is_lost_between_threads(bool waitsForFrames)
    {
        // On a busy machine each event may cost its two threads a time slice.
        const int Events = 3_000;
        var queue = new EventQueue(1);
        Task publishing = Task.Run(() =>
        {
            for (int published = 0; published < Events;)
            {
                if (queue.TryPublish(Count))
                {
                    published++;
                }
                else
                {
                    Thread.Yield();
                }
            }
        }, TestContext.Current.CancellationToken);

        await TakeAsync(queue, Events, waitsForFrames).WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);
        await publishing;
    }

    /// <summary>Waits, and tells whether there was nothing to wait for.</summary>
    private static bool IsWaitOver(EventQueue queue) => queue.WaitAsync(isFrameAhead: false).AsTask().IsCompleted;

    /// <param name="waitsForFrames">Every other wait is one in which sources may be passed over; something else ends it.</param>
    private static async Task TakeAsync(EventQueue queue, int events, bool waitsForFrames)
    {
        bool isFrameAhead = false;
        for (int taken = 0; taken < events;)
        {
            isFrameAhead = waitsForFrames && !isFrameAhead;
            ValueTask waiting = queue.WaitAsync(isFrameAhead);
            if (isFrameAhead)
            {
                _ = Task.Run(queue.Wake, TestContext.Current.CancellationToken);
            }

            await waiting;
            while (queue.TryTakeSource(out _))
            {
                taken++;
            }
        }
    }
}
