namespace TraceLlm.Monitor.Data;

/// <summary>Traces by status. A value: addition makes a new one.</summary>
internal readonly record struct StatusCounts(long Success, long Warning, long Failed)
{
    public long Total => Success + Warning + Failed;

    /// <summary>What the screen calls Errors.</summary>
    public long Errors => Warning + Failed;

    public static StatusCounts operator +(StatusCounts left, StatusCounts right) =>
        new(left.Success + right.Success, left.Warning + right.Warning, left.Failed + right.Failed);

    public static StatusCounts operator -(StatusCounts left, StatusCounts right) =>
        new(left.Success - right.Success, left.Warning - right.Warning, left.Failed - right.Failed);

    public static StatusCounts Of(TraceStatus status, long count) => status switch
    {
        TraceStatus.Success => new(count, 0, 0),
        TraceStatus.Warning => new(0, count, 0),
        TraceStatus.Failed => new(0, 0, count),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
