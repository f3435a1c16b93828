using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Runtime;

/// <summary>Notices that the machine slept: the monotonic clock stands still meanwhile, and the wall clock runs ahead of it.</summary>
/// <param name="start">When both clocks are first compared.</param>
internal sealed class SleepDetector(Moment start)
{
    /// <summary>How often the two clocks are compared.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>No correction of a clock is as large.</summary>
    private static readonly TimeSpan ClockLeap = TimeSpan.FromSeconds(5);

    private Moment _compared = start;

    /// <summary>When to compare next, on the monotonic clock.</summary>
    public TimeSpan NextAt => _compared.Monotonic + Interval;

    /// <summary>Forgets the time that passed.</summary>
    public void Reset(Moment now) => _compared = now;

    /// <summary>Compares when it is time to.</summary>
    /// <returns>Whether the machine slept, or somebody set its clock.</returns>
    public bool HasSlept(Moment now)
    {
        if (now.Monotonic < NextAt)
        {
            return false;
        }

        TimeSpan leap = now.Wall - _compared.Wall - (now.Monotonic - _compared.Monotonic);
        _compared = now;
        return leap.Duration() > ClockLeap;
    }
}
