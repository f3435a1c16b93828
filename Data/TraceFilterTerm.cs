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

    /// <summary>What a text is compared with: any of them will do. None for a figure.</summary>
    public TextPattern[] Texts { get; init; } = [];

    /// <summary>What a figure is compared with; latencies in milliseconds.</summary>
    public double Number { get; init; }

    /// <summary>Figures that round to the same multiple of it are equal; 0: those that are the same.</summary>
    public double Step { get; init; }

    /// <summary>The statuses that are meant: a bit for each.</summary>
    public int Statuses { get; init; }

    /// <inheritdoc cref="TraceFilter.SearchesTexts"/>
    public bool SearchesTexts => Field is TraceFilterField.Anywhere or TraceFilterField.Prompt or TraceFilterField.Id;

    private bool IsWhole => Comparison == TraceFilterComparison.Equal;

    public bool Matches(Trace trace) => Holds(trace) != IsNegated;

    private bool Holds(Trace trace) => Field switch
    {
        TraceFilterField.Status => (Statuses & (1 << (int)trace.Status)) != 0,
        TraceFilterField.Latency => trace.LatencyMs is { } latencyMs && Compares(latencyMs),
        TraceFilterField.Tokens => Compares(trace.TokenCount),
        TraceFilterField.Steps => Compares(trace.StepCount),
        TraceFilterField.Retries => Compares(trace.RetryCount),
        _ => AnyTextHolds(trace),
    };

    private bool AnyTextHolds(Trace trace)
    {
        foreach (TextPattern text in Texts)
        {
            if (TextHolds(trace, text))
            {
                return true;
            }
        }

        return false;
    }

    private bool TextHolds(Trace trace, TextPattern text) => Field switch
    {
        TraceFilterField.Anywhere =>
            text.MatchesName(trace.ModelName ?? "", IsWhole) || trace.PromptMatches(text, IsWhole) || trace.IdMatches(text, IsWhole),
        TraceFilterField.Prompt => trace.PromptMatches(text, IsWhole),
        TraceFilterField.Model => text.MatchesName(trace.ModelName ?? UnnamedModel, IsWhole),
        TraceFilterField.Id => trace.IdMatches(text, IsWhole),
        TraceFilterField.Project => text.MatchesName(trace.ProjectId ?? "", IsWhole) || text.MatchesName(trace.ProjectName ?? "", IsWhole),
        TraceFilterField.Environment => text.MatchesName(trace.Environment ?? "", IsWhole),
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>Half up, as the screen rounds.</summary>
    private bool IsSame(double figure) =>
        Step > 0 ? Math.Floor((figure / Step) + 0.5).Equals(Math.Floor((Number / Step) + 0.5)) : figure.Equals(Number);

    private bool Compares(double figure) => Comparison switch
    {
        TraceFilterComparison.Equal => IsSame(figure),
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
