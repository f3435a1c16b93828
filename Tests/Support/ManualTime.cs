namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A clock that stands until it is told to move; its timers fire in order while it moves.</summary>
internal sealed class ManualTime : TimeProvider
{
    private static readonly DateTimeOffset Start = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private readonly Lock _lock = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly List<(TimeSpan Delay, TaskCompletionSource Armed)> _waiters = [];

    private long _now;
    private long _leap;
    private int _changes;

    /// <summary>Timers count whole milliseconds, as the system's do: a fraction is cut off.</summary>
    public bool CutsFractions { get; init; }

    /// <summary>How often a timer was set, whatever to.</summary>
    public int Changes => Volatile.Read(ref _changes);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _now);

    public override DateTimeOffset GetUtcNow() => Start.AddTicks(GetTimestamp() + Volatile.Read(ref _leap));

    /// <summary>Moves the wall clock alone: the machine slept, or its clock was set.</summary>
    public void Leap(TimeSpan by) => Interlocked.Add(ref _leap, by.Ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock, stopping at every timer that falls due.</summary>
    public void Advance(TimeSpan by)
    {
        long until = GetTimestamp() + by.Ticks;
        while (NextDue(until) is { } timer)
        {
            timer.Fire();
        }

        Volatile.Write(ref _now, until);
    }

    /// <summary>Lets the clock run until a task has ended, however.</summary>
    public async Task RunUntilAsync(Task task)
    {
        using var limit = new CancellationTokenSource(TestLimits.Hang);
        while (!task.IsCompleted)
        {
            limit.Token.ThrowIfCancellationRequested();
            Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }
    }

    /// <summary>Waits until a timer stands that falls due after this time.</summary>
    public Task ArmedAsync(TimeSpan delay)
    {
        var armed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            _waiters.Add((delay, armed));
            Answer();
        }

        return armed.Task.WaitAsync(TestLimits.Hang);
    }

    private ManualTimer? NextDue(long until)
    {
        lock (_lock)
        {
            ManualTimer? next = _timers.MinBy(timer => timer.DueAt);
            if (next is null || next.DueAt > until)
            {
                return null;
            }

            _timers.Remove(next);
            Volatile.Write(ref _now, Math.Max(_now, next.DueAt));
            return next;
        }
    }

    private void Arm(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.DueAt = _now + dueTime.Ticks;
                _timers.Add(timer);
                Answer();
            }
        }
    }

    private void Answer()
    {
        foreach ((TimeSpan delay, TaskCompletionSource armed) in _waiters)
        {
            // A timer whose fraction of a millisecond was cut is meant too.
            if (_timers.Exists(timer => Math.Abs(timer.DueAt - _now - delay.Ticks) < TimeSpan.TicksPerMillisecond))
            {
                armed.TrySetResult();
            }
        }
    }

    private sealed class ManualTimer(ManualTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period = Timeout.InfiniteTimeSpan;

        public long DueAt { get; set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _period = period;
            Interlocked.Increment(ref time._changes);
            dueTime = time.CutsFractions ? TimeSpan.FromMilliseconds((long)dueTime.TotalMilliseconds) : dueTime;
            if (dueTime == TimeSpan.Zero)
            {
                time.Arm(this, Timeout.InfiniteTimeSpan);
                ThreadPool.QueueUserWorkItem(_ => Fire());
            }
            else
            {
                time.Arm(this, dueTime);
            }

            return true;
        }

        public void Fire()
        {
            if (_period != Timeout.InfiniteTimeSpan && _period > TimeSpan.Zero)
            {
                time.Arm(this, _period);
            }

            callback(state);
        }

        public void Dispose() => time.Arm(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
