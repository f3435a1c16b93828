using System.Threading.Channels;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Lets one task wait until a time or until another task wakes it, whichever is first. It may wake without a reason, so the
/// waiter looks at its conditions again.
/// </summary>
internal sealed class Alarm : IDisposable
{
    /// <summary>Timers take no more than some weeks; waking early is allowed.</summary>
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(1);

    private readonly TimeProvider _time;
    private readonly Channel<bool> _rings =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    private readonly ITimer _timer;

    public Alarm(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(
            static alarm => ((Alarm)alarm!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Ends the wait, or the next one. May be called from any task.</summary>
    public void Wake() => _rings.Writer.TryWrite(true);

    /// <summary>Waits.</summary>
    /// <param name="at">On the monotonic clock; a past time does not wait.</param>
    public async ValueTask WaitUntilAsync(TimeSpan at, CancellationToken cancellation)
    {
        TimeSpan delay = at - _time.Now();
        long ticks = Math.Clamp(delay.Ticks, 0, LongestDelay.Ticks);
        _timer.Change(TimeSpan.FromTicks(ticks), Timeout.InfiniteTimeSpan);
        await _rings.Reader.ReadAsync(cancellation);
    }

    public void Dispose() => _timer.Dispose();
}
