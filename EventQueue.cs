using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor;

/// <summary>
/// The way into the main loop. What the system does (signals, a crash) is never dropped and is taken first. What the user does is never
/// dropped either: whoever reads the terminal waits while much of it waits here, so that the terminal keeps the rest. What sources
/// publish is bounded, and a source is told when there is no room; it ends no wait of a loop that is going to look anyhow. Any thread
/// publishes, the main loop alone takes and waits.
/// </summary>
/// <param name="maxSourceEvents">Room for what sources publish.</param>
#pragma warning disable CA1001 // The semaphore holds nothing but memory, and the thread that reads the terminal may wait for it to the end.
internal sealed class EventQueue(int maxSourceEvents) : IValueTaskSource
#pragma warning restore CA1001
{
    /// <summary>Far more than a person types ahead; a paste into a terminal that does not mark it is more.</summary>
    public const int MaxWaitingInput = 1024;

    /// <summary>So much of what sources publish may wait for the frame that is ahead.</summary>
    private const int MaxUnhurried = 128;

    private readonly ConcurrentQueue<MonitorEvent> _control = [];
    private readonly ConcurrentQueue<MonitorEvent.Input> _input = [];
    private readonly SemaphoreSlim _inputRoom = new(MaxWaitingInput);
    private readonly ConcurrentQueue<SourceEvent> _sources = [];
    private readonly int _maxUnhurried = Math.Min(MaxUnhurried, maxSourceEvents / 2);

    private ManualResetValueTaskSourceCore<bool> _signal = new() { RunContinuationsAsynchronously = true };
    private int _sourceCount;
    private int _state;

    /// <summary>From the system.</summary>
    public void Publish(MonitorEvent controlEvent)
    {
        _control.Enqueue(controlEvent);
        Wake();
    }

    /// <summary>From the terminal. Waits while there is no room: for the thread that reads the terminal only.</summary>
    public void PublishInput(MonitorEvent.Input input)
    {
        _inputRoom.Wait(Timeout.Infinite);
        _input.Enqueue(input);
        Wake();
    }

    /// <summary>From a source.</summary>
    /// <returns>False when there is no room: the event is not taken.</returns>
    public bool TryPublish(SourceEvent sourceEvent)
    {
        if (Interlocked.Increment(ref _sourceCount) > maxSourceEvents)
        {
            Interlocked.Decrement(ref _sourceCount);
            return false;
        }

        _sources.Enqueue(sourceEvent);

        // What was published must be visible before the state is read: a wait that ends meanwhile then finds it.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _state) != State.WaitingForFrame || Volatile.Read(ref _sourceCount) > _maxUnhurried)
        {
            Wake();
        }

        return true;
    }

    public bool TryTakeControl(out MonitorEvent? controlEvent) => _control.TryDequeue(out controlEvent);

    public bool TryTakeInput(out MonitorEvent.Input? input)
    {
        if (!_input.TryDequeue(out input))
        {
            return false;
        }

        _inputRoom.Release();
        return true;
    }

    public bool TryTakeSource(out SourceEvent? sourceEvent)
    {
        if (!_sources.TryDequeue(out sourceEvent))
        {
            return false;
        }

        Interlocked.Decrement(ref _sourceCount);
        return true;
    }

    /// <summary>Ends the wait that is under way, or the next one.</summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref _state, State.Signalled) is State.Waiting or State.WaitingForFrame)
        {
            _signal.SetResult(true);
        }
    }

    /// <summary>Waits for <see cref="Wake"/>; at once when it was called since the last wait. No allocation.</summary>
    /// <param name="isFrameAhead">The caller has itself woken within a frame's time: what sources publish until then may wait, unless it
    /// is much.</param>
    public ValueTask WaitAsync(bool isFrameAhead)
    {
        _signal.Reset();
        int waiting = isFrameAhead ? State.WaitingForFrame : State.Waiting;
        return Interlocked.CompareExchange(ref _state, waiting, State.Idle) == State.Idle
            ? new ValueTask(this, _signal.Version)
            : Forget();

        ValueTask Forget()
        {
            BecomeIdle();
            return ValueTask.CompletedTask;
        }
    }

    void IValueTaskSource.GetResult(short token)
    {
        BecomeIdle();
        _signal.GetResult(token);
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _signal.GetStatus(token);

    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _signal.OnCompleted(continuation, state, token, flags);

    /// <summary>A full fence: were the queues looked at before this is visible, a <see cref="Wake"/> in between would be lost.</summary>
    private void BecomeIdle() => Interlocked.Exchange(ref _state, State.Idle);

    private static class State
    {
        public const int Idle = 0, Waiting = 1, WaitingForFrame = 2, Signalled = 3;
    }
}
