namespace TraceLlm.Monitor.Data;

/// <summary>
/// What <c>--project</c> and <c>--environment</c> let through: equality, in every query and on every live event, because one
/// database often holds several.
/// </summary>
/// <param name="ProjectId">The project_id to keep; null keeps all.</param>
/// <param name="Environment">The environment to keep; null keeps all.</param>
internal sealed record TraceStoreFilter(string? ProjectId, string? Environment)
{
    /// <summary>Every trace.</summary>
    public static TraceStoreFilter None { get; } = new(null, null);

    public bool IsEmpty => ProjectId is null && Environment is null;

    public bool Matches(Trace trace) =>
        (ProjectId is null || trace.ProjectId == ProjectId) && (Environment is null || trace.Environment == Environment);
}
