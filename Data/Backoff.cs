namespace TraceLlm.Monitor.Data;

/// <summary>
/// Delays between attempts: 1 s, doubling to 30 s, each with up to a fifth taken off at random, so that the clients of a restarted
/// server do not come back together.
/// </summary>
internal sealed class Backoff(Random random)
{
    private const double JitterFraction = 0.2;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Failures since the last <see cref="Reset"/>.</summary>
    public int Attempt { get; private set; }

    /// <summary>Counts a failure and tells how long to wait.</summary>
    public TimeSpan Next()
    {
        double seconds = Math.Min(First.TotalSeconds * Math.Pow(2, Math.Min(Attempt, 30)), Longest.TotalSeconds);
        Attempt++;
        return TimeSpan.FromSeconds(seconds * (1 - (JitterFraction * random.NextDouble())));
    }

    public void Reset() => Attempt = 0;
}
