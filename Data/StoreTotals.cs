namespace TraceLlm.Monitor.Data;

/// <summary>
/// What a store says of everything below its cut, read in one go: the base on which live traces are counted
/// (MONGO.md section 4.6).
/// </summary>
internal sealed record StoreTotals
{
    /// <summary>Documents with <see cref="Trace.StoredAt"/> below the cut are in these figures, later ones are counted live.</summary>
    public required DateTimeOffset Cut { get; init; }

    /// <summary>Documents by status.</summary>
    public required StatusCounts Counts { get; init; }

    /// <summary>
    /// False: <see cref="Counts"/> covers what lies below the cut. True: it covers the whole store at the moment it was read (counted
    /// by metadata and by index, because the store is too large to sum), so what is already counted live must not be added.
    /// </summary>
    public bool CountsCoverWholeStore { get; init; }

    /// <summary>The counts are not exact: the store is too large, or too slow, to be counted so.</summary>
    public bool AreCountsEstimates { get; init; }

    /// <summary>The store can count but not sum, and tells no document's _id (the REST API): latencies and tokens are then those of
    /// the documents that it has shown, and <see cref="Latencies"/> and <see cref="TokenCount"/> hold nothing.</summary>
    public bool IsCountsOnly { get; init; }

    /// <summary>Of a store that shows its newest traces only: created_at of the oldest that it shows. A trace created before that is in
    /// its count and never shown. Null: it shows all.</summary>
    public DateTimeOffset? OldestShown { get; init; }

    /// <summary>Latencies below the cut, or of the window.</summary>
    public required LatencyHistogram Latencies { get; init; }

    /// <summary>Tokens below the cut, or of the window.</summary>
    public required long TokenCount { get; init; }

    /// <summary>How many of the newest documents <see cref="Latencies"/> and <see cref="TokenCount"/> cover; null: all.</summary>
    public long? WindowDocuments { get; init; }
}
