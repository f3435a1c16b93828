namespace TraceLlm.Monitor.Data;

/// <summary>How a trace ended. Stored in lower case; derived when a record has none (<see cref="Trace.DeriveStatus"/>).</summary>
internal enum TraceStatus : byte
{
    /// <summary>Counted under Completed.</summary>
    Success,

    /// <summary>Counted under Errors.</summary>
    Warning,

    /// <summary>Counted under Errors.</summary>
    Failed,
}
