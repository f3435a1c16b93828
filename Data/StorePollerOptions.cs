namespace TraceLlm.Monitor.Data;

/// <summary>Intervals and sizes of <see cref="StorePoller"/>.</summary>
internal sealed record StorePollerOptions
{
    /// <summary>The most of the history that is read at the start; more is read by scrolling.</summary>
    public const int MostHistory = 1000;

    /// <summary>Polling interval until told otherwise.</summary>
    public required TimeSpan Refresh { get; init; }

    /// <summary>Traces read at the start and after a gap: what fills the table.</summary>
    public int NewestCount { get; init; } = 200;

    /// <summary>Traces read in all at the start, once the newest and the figures are there: the history, or its newest part.</summary>
    public int HistoryCount { get; init; }

    /// <summary>How often the figures are checked against the store's count.</summary>
    public TimeSpan CountInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the store is summed anew, at most.</summary>
    public TimeSpan TotalsInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>A sum that took long is not repeated before this many times its duration: at most 1 % of the server's time.</summary>
    public double TotalsRestFactor { get; init; } = 100;

    /// <summary>The same for counts alone, which an index gives: at most 10 % of the server's time.</summary>
    public double CountsRestFactor { get; init; } = 10;

    /// <summary>A store that is too slow is polled this often at the least.</summary>
    public TimeSpan SlowestCadence { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A refused login is not tried again before: a server may lock the account after some failures in a row.</summary>
    public TimeSpan LoginRetry { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Wait before publishing again when the queue to the screen is full.</summary>
    public TimeSpan QueueRetry { get; init; } = TimeSpan.FromMilliseconds(50);
}
