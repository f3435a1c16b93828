namespace TraceLlm.Monitor.Data;

/// <summary>What is kept of a trace to find it again in the store. Two are of the same trace when their keys are.</summary>
/// <param name="Key">Identity of the trace (<see cref="Trace.Key"/>): what the store hands out is checked against it.</param>
/// <param name="TraceId">The trace_id as far as it is kept; may be empty.</param>
/// <param name="DocumentId">What its store calls the document (<see cref="Trace.DocumentId"/>); null: the trace_id has to do.</param>
internal readonly record struct TraceReference(TraceKey Key, string TraceId, string? DocumentId)
{
    /// <summary>There is something to look for: a broadcast without a trace_id leaves nothing.</summary>
    public bool CanBeRead => TraceId.Length > 0 || DocumentId is not null;
}
