namespace TraceLlm.Monitor.Data;

/// <summary>Traces by status. A value: addition makes a new one.</summary>
internal readonly record struct StatusCounts(long Success, long Warning, long Failed)
{
    /// <summary>More than any store holds. What a broken answer says beyond it is cut there, so that sums of counts stay sums.</summary>
    public const long Most = 1_000_000_000_000_000;

    public long Total => Success + Warning + Failed;

    /// <summary>What the screen calls Errors.</summary>
    public long Errors => Warning + Failed;

    /// <summary>Errors among all, 0 to 1; null when there is nothing to divide by.</summary>
    public double? ErrorRate => Total > 0 ? (double)Errors / Total : null;

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
