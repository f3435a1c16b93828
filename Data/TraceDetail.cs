namespace TraceLlm.Monitor.Data;

/// <summary>
/// One whole trace, read on demand: raw, untrusted text, each cut at a named limit. Never the api_key. A record with missing or
/// wrongly typed fields gives what is readable of it.
/// </summary>
internal sealed record TraceDetail
{
    /// <summary>Code points kept of the prompt and of the response each: books, and a bound on what a record can make us hold.</summary>
    public const int MaxTextCodePoints = 1 << 20;

    /// <summary>Code points kept of a failure reason: a stack trace.</summary>
    public const int MaxReasonCodePoints = 4096;

    /// <summary>Steps kept; <see cref="StepsLeftOut"/> counts the others.</summary>
    public const int MaxSteps = 1000;

    /// <summary>Characters kept of a step's input and of its output each.</summary>
    public const int MaxStepCharacters = 1 << 15;

    /// <summary>Characters kept of the inputs and outputs of all steps together.</summary>
    public const int MaxAllStepsCharacters = 1 << 21;

    /// <summary>Nested objects and arrays shown of an input or output; deeper ones become <c>...</c>.</summary>
    public const int MaxStepDepth = 32;

    /// <summary>The figures of its row, read anew.</summary>
    public required Trace Trace { get; init; }

    /// <summary>The prompt; one that is no text stands here as JSON.</summary>
    public string Prompt { get; init; } = "";

    /// <summary>The response; one that is no text stands here as JSON. Null when there is none.</summary>
    public string? Response { get; init; }

    /// <summary>Null when there is none.</summary>
    public string? FailureReason { get; init; }

    /// <summary>Null when the record names none.</summary>
    public string? ProjectName { get; init; }

    /// <summary>The backend called the request slow.</summary>
    public bool SlowRequest { get; init; }

    /// <summary>Null when missing or unreadable.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>In the order of the record.</summary>
    public IReadOnlyList<Step> Steps { get; init; } = [];

    /// <summary>Steps beyond <see cref="MaxSteps"/>.</summary>
    public int StepsLeftOut { get; init; }

    /// <summary><see cref="Prompt"/> is the beginning of a longer text.</summary>
    public bool IsPromptCut { get; init; }

    /// <summary><see cref="Response"/> is the beginning of a longer text.</summary>
    public bool IsResponseCut { get; init; }

    /// <summary><see cref="FailureReason"/> is the beginning of a longer text.</summary>
    public bool IsFailureReasonCut { get; init; }
}
