namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The server's clock as told by hello, carried on by our monotonic one, so that neither a wrong clock here nor a leap of it
/// moves the watermark.
/// </summary>
internal sealed class ServerClock(DateTimeOffset serverTime, TimeProvider time)
{
    /// <summary>How old the server's answer may get: its role and its clock may have changed since.</summary>
    private static readonly TimeSpan MaxAge = TimeSpan.FromMinutes(1);

    private readonly TimeSpan _toldAt = time.Now();
    private readonly DateTimeOffset _toldAtWallTime = time.GetUtcNow();

    public DateTimeOffset Now => serverTime + (time.Now() - _toldAt);

    /// <summary>Also true after a leap of the wall clock: the machine may have slept, while the monotonic clock stood
    /// still.</summary>
    public bool IsStale => time.Now() - _toldAt > MaxAge || (time.GetUtcNow() - _toldAtWallTime).Duration() > MaxAge;
}
