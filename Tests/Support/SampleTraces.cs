using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>Small, fixed traces for tests of state and screens.</summary>
internal static class SampleTraces
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    /// <summary>As the feed hands it in: without a document identity.</summary>
    public static Trace Announced(
        string id, double? latencyMs = 420, TraceStatus status = TraceStatus.Success, long tokens = 100,
        DateTimeOffset? createdAt = null, string prompt = "Explain the plan", string? model = "gpt-4.1-mini", int steps = 3) => new()
        {
            TraceId = id,
            Key = TraceKey.Of(id.AsSpan()),
            CreatedAt = createdAt ?? Noon,
            Status = status,
            LatencyMs = latencyMs,
            TokenCount = tokens,
            ModelName = model,
            PromptPreview = prompt,
            StepCount = steps,
        };

    /// <summary>As a store hands it in: with the identity of its document and the time of its writing.</summary>
    public static Trace Stored(this Trace trace, string? documentId = null, DateTimeOffset? storedAt = null) => trace with
    {
        DocumentKey = TraceKey.Of((documentId ?? "document of " + trace.TraceId).AsSpan()),
        StoredAt = storedAt ?? trace.CreatedAt,
    };

    public static Moment At(double seconds) => new(TimeSpan.FromSeconds(seconds), Noon.AddSeconds(seconds));
}
