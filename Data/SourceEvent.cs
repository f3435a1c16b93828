namespace TraceLlm.Monitor.Data;

/// <summary>What a source tells the main loop. Applied by the main loop, in the order of arrival.</summary>
internal abstract record SourceEvent
{
    private SourceEvent()
    {
    }

    /// <summary>Traces announced by the backend, newest last.</summary>
    public sealed record TracesAnnounced(IReadOnlyList<Trace> Traces) : SourceEvent;

    /// <summary>The newest page of the store, by created_at.</summary>
    public sealed record NewestRead(IReadOnlyList<Trace> Traces) : SourceEvent;

    /// <summary>A poll: every document stored since the one before, in pages.</summary>
    /// <param name="Traces">In the order of storing.</param>
    /// <param name="IsLast">No page follows: the poll is done.</param>
    /// <param name="IsComplete">False on the last page: the store could not vouch for completeness, and more may have been stored.</param>
    /// <param name="SkippedDocuments">Documents that had to be left out of this page.</param>
    /// <param name="AskedAt">When the poll began, on the clock that the main loop is given.</param>
    public sealed record ChangesRead(
        IReadOnlyList<Trace> Traces, bool IsLast, bool IsComplete = true, int SkippedDocuments = 0, TimeSpan AskedAt = default) : SourceEvent;

    /// <summary>The store was summed. Everything that was stored when the sum began is in it or was published before this event.</summary>
    /// <param name="AskedAt">When the sum began, on the clock that the main loop is given.</param>
    public sealed record TotalsRead(StoreTotals Totals, TimeSpan AskedAt) : SourceEvent;

    /// <summary>The number of documents in the store by its metadata: the check of the figures.</summary>
    /// <param name="Documents">How many there are.</param>
    /// <param name="Cause">Why it was taken.</param>
    public sealed record CountRead(long Documents, CountCause Cause = CountCause.Regular) : SourceEvent;

    /// <summary>One whole trace was asked for (<see cref="SourceRequest.ReadTrace"/>).</summary>
    /// <param name="Reference">As it was asked for.</param>
    /// <param name="Detail">Null when it is not in the store, or could not be read.</param>
    /// <param name="Error">Why it could not be read, in our own words; null when the store answered.</param>
    public sealed record TraceRead(TraceReference Reference, TraceDetail? Detail, string? Error) : SourceEvent;

    /// <summary>A page of the past was asked for (<see cref="SourceRequest.ReadPage"/>).</summary>
    /// <param name="UpTo">As it was asked for.</param>
    /// <param name="Traces">Newest first; none when it could not be read.</param>
    /// <param name="Error">Why it could not be read, in our own words; null when the store answered.</param>
    public sealed record PageRead(DateTimeOffset UpTo, IReadOnlyList<Trace> Traces, string? Error) : SourceEvent;

    /// <summary>A source's state changed.</summary>
    public sealed record StatusChanged(SourceStatus Status) : SourceEvent;

    /// <summary>Something went wrong that ends nothing: counted and shown in the footer.</summary>
    /// <param name="Area">What it concerns.</param>
    /// <param name="Count">How many more.</param>
    public sealed record Diagnostic(DiagnosticArea Area, int Count) : SourceEvent;
}
