namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Notices leaps of the wall clock: the machine may have slept while the monotonic clock stood still, and what was known
/// before then is old.</summary>
internal sealed class WallClock(TimeProvider time)
{
    private static readonly TimeSpan Leap = TimeSpan.FromMinutes(1);

    private TimeSpan _difference = Difference(time);

    /// <summary>True once after each leap.</summary>
    public bool HasLeapt()
    {
        TimeSpan before = _difference;
        _difference = Difference(time);
        return (_difference - before).Duration() > Leap;
    }

    private static TimeSpan Difference(TimeProvider time) => time.GetUtcNow() - DateTimeOffset.UnixEpoch - time.Now();
}
