namespace TraceLlm.Monitor.Tui.State;

/// <summary>What the rows are sorted by, in the order in which a key goes through them.</summary>
internal enum SortColumn
{
    Time,
    Latency,
    Tokens,
    Steps,
    Status,
    Model,
}
