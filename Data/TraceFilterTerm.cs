namespace TraceLlm.Monitor.Data;

/// <summary>One condition of a <see cref="TraceFilter"/>.</summary>
internal sealed class TraceFilterTerm
{
    private const string UnnamedModel = "?";

    public required TraceFilterField Field { get; init; }

    /// <summary>For texts <see cref="TraceFilterComparison.Contains"/> or <see cref="TraceFilterComparison.Equal"/>, for figures any
    /// but the former.</summary>
    public TraceFilterComparison Comparison { get; init; }

    /// <summary>The term holds where its condition does not.</summary>
    public bool IsNegated { get; init; }

    /// <summary>What a text is compared with; null for a figure.</summary>
    public TextPattern? Text { get; init; }

    /// <summary>What a figure is compared with; latencies in milliseconds.</summary>
    public double Number { get; init; }

    /// <summary>The statuses that are meant: a bit for each.</summary>
    public int Statuses { get; init; }

    private bool IsWhole => Comparison == TraceFilterComparison.Equal;

    public bool Matches(Trace trace) => Holds(trace) != IsNegated;

    private bool Holds(Trace trace) => Field switch
    {
        TraceFilterField.Anywhere => IsIn(trace.ModelName ?? "") || trace.PromptMatches(Text!, IsWhole) || trace.IdMatches(Text!, IsWhole),
        TraceFilterField.Prompt => trace.PromptMatches(Text!, IsWhole),
        TraceFilterField.Model => IsIn(trace.ModelName ?? UnnamedModel),
        TraceFilterField.Id => trace.IdMatches(Text!, IsWhole),
        TraceFilterField.Project => IsIn(trace.ProjectId ?? ""),
        TraceFilterField.Environment => IsIn(trace.Environment ?? ""),
        TraceFilterField.Status => (Statuses & (1 << (int)trace.Status)) != 0,
        TraceFilterField.Latency => trace.LatencyMs is { } latencyMs && Compares(latencyMs),
        TraceFilterField.Tokens => Compares(trace.TokenCount),
        TraceFilterField.Steps => Compares(trace.StepCount),
        TraceFilterField.Retries => Compares(trace.RetryCount),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private bool IsIn(string text) => Text!.Matches(text, IsWhole);

    private bool Compares(double figure) => Comparison switch
    {
        TraceFilterComparison.Equal => figure.Equals(Number),
        TraceFilterComparison.Less => figure < Number,
        TraceFilterComparison.LessOrEqual => figure <= Number,
        TraceFilterComparison.Greater => figure > Number,
        TraceFilterComparison.GreaterOrEqual => figure >= Number,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

/// <summary>What a term looks at.</summary>
internal enum TraceFilterField
{
    /// <summary>Prompt, model and trace id.</summary>
    Anywhere,

    Prompt,
    Model,
    Id,
    Project,
    Environment,
    Status,
    Latency,
    Tokens,
    Steps,
    Retries,
}

/// <summary>How a term compares.</summary>
internal enum TraceFilterComparison
{
    Contains,
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}
