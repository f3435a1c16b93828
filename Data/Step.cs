namespace TraceLlm.Monitor.Data;

/// <summary>One step of a trace: raw, untrusted text, cut by the limits of <see cref="TraceDetail"/>.</summary>
internal sealed record Step
{
    /// <summary>The step's id; empty when the record has none.</summary>
    public string StepId { get; init; } = "";

    /// <summary>What was called; empty when the record does not say.</summary>
    public string ToolName { get; init; } = "";

    /// <summary>What it was given, as JSON without white space; empty when the record has none.</summary>
    public string Input { get; init; } = "";

    /// <summary>What it gave back, as JSON without white space; empty when the record has none.</summary>
    public string Output { get; init; } = "";

    /// <summary><see cref="Input"/> is the beginning of a longer text.</summary>
    public bool IsInputCut { get; init; }

    /// <summary><see cref="Output"/> is the beginning of a longer text.</summary>
    public bool IsOutputCut { get; init; }

    /// <summary>Milliseconds, finite and >= 0; null when missing or unusable.</summary>
    public double? DurationMs { get; init; }

    /// <summary>False only when the record says so: what counts a trace without a status as failed.</summary>
    public bool Succeeded { get; init; } = true;

    /// <summary>When the writer recorded the step; null when missing or unreadable.</summary>
    public DateTimeOffset? Timestamp { get; init; }
}
