namespace TraceLlm.Monitor.Data;

/// <summary>Which traces of a store are meant: equality on each field that is given, in every read of the store.</summary>
/// <param name="ProjectId">The project_id; null: any.</param>
/// <param name="Environment">The environment; null: any.</param>
internal sealed record TraceStoreFilter(string? ProjectId, string? Environment)
{
    /// <summary>Every trace.</summary>
    public static TraceStoreFilter None { get; } = new(null, null);

    public bool IsEmpty => ProjectId is null && Environment is null;
}
