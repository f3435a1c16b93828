namespace TraceLlm.Monitor.Net.Demo;

/// <summary>One made-up trace, with all that a backend would store of it.</summary>
internal sealed record DemoTrace
{
    /// <summary>With the time of creation, what it can be made of again (<see cref="DemoTraceMaker.Make"/>).</summary>
    public required int Seed { get; init; }

    public required string TraceId { get; init; }

    public required string Prompt { get; init; }

    public required string Response { get; init; }

    public required double LatencyMs { get; init; }

    public required int TokenCount { get; init; }

    public required string? ModelName { get; init; }

    /// <summary>Null: the writer stored none, and it is derived.</summary>
    public required string? Status { get; init; }

    public required IReadOnlyList<DemoStep> Steps { get; init; }

    public required int RetryCount { get; init; }

    public required string? FailureReason { get; init; }

    public required string ProjectId { get; init; }

    public required string Environment { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>One step of a made-up trace.</summary>
internal sealed record DemoStep(string StepId, string ToolName, string Query, double DurationMs, bool Success);
