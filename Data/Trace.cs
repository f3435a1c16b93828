namespace TraceLlm.Monitor.Data;

/// <summary>
/// One LLM call as the monitor holds it: raw, untrusted text, already cut by length, and the figures of its row. The api_key of
/// a record is never read, so it cannot be here.
/// </summary>
internal sealed record Trace
{
    /// <summary>Characters kept of an id or a name: far above any real one, and a bound on what a hostile record can make us hold.</summary>
    public const int MaxNameCharacters = 128;

    /// <summary>Code points kept of a prompt for its row, whichever source it came from (TERMINAL.md, Untrusted text 5).</summary>
    public const int PreviewCodePoints = 160;

    /// <summary>From here on, in milliseconds, a latency is none: some thirty years.</summary>
    public const double MaxLatencyMs = 1e12;

    private const double MaxTokens = 1e15;
    private const long NoTime = long.MinValue;

    private readonly long _storedAtTicks = NoTime;
    private readonly long _createdAtTicks = NoTime;
    private readonly double _latencyMs = double.NaN;
    private readonly Utf8Text _traceId;
    private readonly Utf8Text _promptPreview;

    // Not read-only: an equal string is put in its place (ShareNames).
    private string? _modelName;
    private string? _projectId;
    private string? _projectName;
    private string? _environment;

    /// <summary>The writer's id; empty when the record has none. Made anew at every call.</summary>
    public string TraceId
    {
        get => _traceId.ToString();
        init => _traceId = Utf8Text.Of(value);
    }

    /// <summary>Whether the record has a <see cref="TraceId"/>.</summary>
    public bool HasTraceId => !_traceId.IsEmpty;

    /// <summary>Identity of the trace_id; for a record without one, of its document, else unique to this record.</summary>
    public required TraceKey Key { get; init; }

    /// <summary>Identity of the stored document (its _id); <see cref="TraceKey.None"/> for a broadcast and for a row of the REST API,
    /// which carry none.</summary>
    public TraceKey DocumentKey { get; init; }

    /// <summary>What its store calls the document, as an opaque text; null where the trace_id is enough to find it again.</summary>
    public string? DocumentId { get; init; }

    /// <summary>The writer's clock when it stored the document (from the ObjectId, else created_at); for a row of the REST API when it
    /// was first read; null for a broadcast.</summary>
    public DateTimeOffset? StoredAt
    {
        get => TimeOf(_storedAtTicks);
        init => _storedAtTicks = TicksOf(value);
    }

    /// <summary>created_at, given by the caller: may be late or in the future; null when missing or unreadable.</summary>
    public DateTimeOffset? CreatedAt
    {
        get => TimeOf(_createdAtTicks);
        init => _createdAtTicks = TicksOf(value);
    }

    public TraceStatus Status { get; init; }

    /// <summary>Milliseconds, finite and >= 0; null when missing, text, NaN, infinite or negative: such a trace is counted but is
    /// in no average and no percentile.</summary>
    public double? LatencyMs
    {
        get => double.IsNaN(_latencyMs) ? null : _latencyMs;
        init => _latencyMs = value ?? double.NaN;
    }

    /// <summary>Tokens, >= 0; 0 when missing or unusable.</summary>
    public long TokenCount { get; init; }

    /// <summary>Null when the record names none (shown as <c>?</c>).</summary>
    public string? ModelName
    {
        get => _modelName;
        init => _modelName = value;
    }

    /// <summary>The first <see cref="PreviewCodePoints"/> code points of the prompt. Made anew at every call.</summary>
    public string PromptPreview
    {
        get => _promptPreview.ToString();
        init => _promptPreview = Utf8Text.Of(value);
    }

    public int StepCount { get; init; }

    public int RetryCount { get; init; }

    public string? ProjectId
    {
        get => _projectId;
        init => _projectId = value;
    }

    /// <summary>What people call the project; null when the record does not say.</summary>
    public string? ProjectName
    {
        get => _projectName;
        init => _projectName = value;
    }

    public string? Environment
    {
        get => _environment;
        init => _environment = value;
    }

    /// <summary>By which the whole trace can be read.</summary>
    public TraceReference Reference => new(Key, TraceId, DocumentId);

    /// <summary>Whether the trace_id has a pattern in it, or is it. Allocates nothing.</summary>
    public bool IdMatches(TextPattern pattern, bool whole) => _traceId.Matches(pattern, whole);

    /// <summary>Whether the <see cref="PromptPreview"/> has a pattern in it, or is it. Allocates nothing.</summary>
    public bool PromptMatches(TextPattern pattern, bool whole) => _promptPreview.Matches(pattern, whole);

    /// <summary>Reads a little of the texts, so that they are near when they are searched.</summary>
    public void TouchTexts()
    {
        _promptPreview.Touch();
        _traceId.Touch();
    }

    /// <summary>Keeps the strings of a table instead of its own, which are equal: nobody else who reads the trace can tell.</summary>
    public void ShareNames(NameTable names)
    {
        _modelName = names.Shared(_modelName);
        _projectId = names.Shared(_projectId);
        _projectName = names.Shared(_projectName);
        _environment = names.Shared(_environment);
    }

    /// <summary>The status of a record that stores none of the three: failed if a step failed, else warning after a failure reason
    /// or a retry, else success.</summary>
    public static TraceStatus DeriveStatus(bool anyStepFailed, bool hasFailureReason, long retryCount) =>
        anyStepFailed ? TraceStatus.Failed
        : hasFailureReason || retryCount > 0 ? TraceStatus.Warning
        : TraceStatus.Success;

    /// <summary>The stored word, exactly as the backend writes it; false for anything else.</summary>
    public static bool TryParseStatus(ReadOnlySpan<char> word, out TraceStatus status)
    {
        (bool known, status) = word switch
        {
            "success" => (true, TraceStatus.Success),
            "warning" => (true, TraceStatus.Warning),
            "failed" => (true, TraceStatus.Failed),
            _ => (false, TraceStatus.Success),
        };
        return known;
    }

    /// <summary>The latency as a usable figure, or null (<see cref="LatencyMs"/>). The upper bound keeps sums exact enough.</summary>
    public static double? UsableLatency(double value) => value is >= 0 and < MaxLatencyMs ? value : null;

    /// <summary>The token count as a usable figure, else 0.</summary>
    public static long UsableTokens(double value) => value is >= 0 and < MaxTokens ? (long)value : 0;

    private static long TicksOf(DateTimeOffset? time) => time?.UtcTicks ?? NoTime;

    private static DateTimeOffset? TimeOf(long ticks) => ticks == NoTime ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
