namespace TraceLlm.Monitor.Data;

/// <summary>How long a poller waits for its next poll: its interval, longer after a failure, and longer each time.</summary>
internal sealed class PollPace(StorePollerOptions options, Random random)
{
    private readonly Backoff _backoff = new(random);

    private TimeSpan _slowdown = TimeSpan.Zero;

    /// <summary>The interval while all goes well.</summary>
    public TimeSpan Cadence { get; set; } = options.Refresh;

    /// <summary>Failures since the last poll that worked; a store that was too slow has not failed.</summary>
    public int Failures => _backoff.Attempt;

    /// <summary>The wait is longer than the interval.</summary>
    public bool IsHeldUp => Failures > 0 || _slowdown > TimeSpan.Zero;

    /// <summary>A poll worked.</summary>
    public void Reset()
    {
        _backoff.Reset();
        _slowdown = TimeSpan.Zero;
    }

    /// <summary>The wait after a poll that took so long.</summary>
    public TimeSpan After(TimeSpan took) => Max(Cadence - took, TimeSpan.Zero);

    /// <summary>A store that is too slow is asked half as often, up to every 30 s.</summary>
    public TimeSpan SlowDown()
    {
        _slowdown = (_slowdown == TimeSpan.Zero ? Cadence : _slowdown) * 2;
        TimeSpan ceiling = Max(options.SlowestCadence, Cadence);
        _slowdown = _slowdown < ceiling ? _slowdown : ceiling;
        return _slowdown;
    }

    /// <summary>The wait after a failure.</summary>
    public TimeSpan BackOff(bool isLoginRefused)
    {
        TimeSpan wait = _backoff.Next();
        return isLoginRefused ? Max(wait, options.LoginRetry) : wait;
    }

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;
}
