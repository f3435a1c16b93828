namespace TraceLlm.Monitor.Data;

/// <summary>The figures of the Overview at one moment.</summary>
/// <param name="Counts">Traces by status.</param>
/// <param name="AverageMs">Mean of the usable latencies; null when there is none.</param>
/// <param name="P50Ms">Median of the usable latencies; null when there is none.</param>
/// <param name="P95Ms">95th percentile, likewise.</param>
/// <param name="P99Ms">99th percentile, likewise.</param>
/// <param name="TokenCount">Sum of the tokens.</param>
/// <param name="Scope">What the figures cover.</param>
/// <param name="WindowDocuments">With <see cref="FigureScope.Window"/>: how many of the newest documents all but the counts cover; with
/// <see cref="FigureScope.Seen"/>: how many documents in all.</param>
/// <param name="AreCountsEstimates">The counts come from a store too large to count exactly, and are marked <c>about</c>.</param>
internal readonly record struct Figures(
    StatusCounts Counts,
    double? AverageMs,
    double? P50Ms,
    double? P95Ms,
    double? P99Ms,
    long TokenCount,
    FigureScope Scope,
    long WindowDocuments,
    bool AreCountsEstimates = false)
{
    /// <summary>Errors among all traces, 0 to 1; null when there is no trace.</summary>
    public double? ErrorRate => Counts.ErrorRate;
}

/// <summary>What <see cref="Figures"/> cover.</summary>
internal enum FigureScope
{
    /// <summary>No store has been summed yet: what has arrived so far.</summary>
    ArrivedOnly,

    /// <summary>Everything stored and everything live.</summary>
    Everything,

    /// <summary>Counts cover everything, the rest the newest documents and everything live.</summary>
    Window,

    /// <summary>Counts cover everything, the rest also documents that the store had once and has no more.</summary>
    Seen,

    /// <summary>Only what is held and passes the filter; the window tells how many are held.</summary>
    Held,
}
