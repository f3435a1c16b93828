namespace TraceLlm.Monitor.Data;

/// <summary>What is remembered of one document so that it counts once: a value of <see cref="DocumentMemory"/>.</summary>
internal struct CountedDocument
{
    /// <summary>Identity of its trace_id.</summary>
    public TraceKey Trace;

    /// <summary>Identity of its _id; <see cref="TraceKey.None"/> as long as nobody has told it.</summary>
    public TraceKey Document;

    /// <summary>Milliseconds; NaN when unusable.</summary>
    public double LatencyMs;

    public long TokenCount;

    /// <summary>Of a stored one: its <see cref="Data.Trace.StoredAt"/> in ticks. Of an announced one: the monotonic ticks of its arrival.</summary>
    public long WhenTicks;

    /// <summary>Its created_at as first heard of, folded to 32 bits: tells apart the documents of one trace_id.</summary>
    public int CreatedAt;

    public TraceStatus Status;

    /// <summary>It is in the live figures (else the store's totals hold it already).</summary>
    public bool IsLive;

    /// <summary>A store that tells no _ids (the REST API) has shown it.</summary>
    public bool IsShownWithoutId;

    /// <summary>It was announced, and created before all that a store that is only counted shows
    /// (<see cref="StoreTotals.OldestShown"/>): the store's count tells of it.</summary>
    public bool IsBehindShown;

    /// <summary>Without an _id so far: provisional, until a poll returns its document.</summary>
    public readonly bool IsProvisional => Document.IsNone;

    /// <summary>No store has shown it yet.</summary>
    public readonly bool IsAnnouncedOnly => Document.IsNone && !IsShownWithoutId;
}
