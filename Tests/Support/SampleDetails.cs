using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A whole trace with three steps, the second of them failed.</summary>
internal static class SampleDetails
{
    public static TraceDetail Whole(string traceId) => new()
    {
        Trace = SampleTraces.Announced(traceId, latencyMs: 1870, status: TraceStatus.Failed, tokens: 1247, steps: 3) with
        {
            RetryCount = 1,
            ProjectId = "p-1",
            Environment = "production",
        },
        Prompt = "the whole prompt of some words that go beyond the width of any small screen, so that they are wrapped\n\n\tand a second line",
        Response = "the whole response\n翻訳してください: 今日は良い天気です",
        FailureReason = "schema registry timeout",
        ProjectName = "checkout-bot",
        SlowRequest = true,
        UpdatedAt = SampleTraces.Noon.AddSeconds(2),
        Steps =
        [
            StepOf(0, "plan", 200, 0.2, succeeded: true),
            StepOf(1, "search", 900, 1.1, succeeded: false),
            StepOf(2, "answer", 770, 1.87, succeeded: true),
        ],
    };

    private static Step StepOf(int index, string tool, double durationMs, double endSeconds, bool succeeded) => new()
    {
        StepId = $"step-{index}",
        ToolName = tool,
        Input = $"{{\"query\":\"step {index}\"}}",
        Output = succeeded ? "{\"rows\":7}" : "{\"error\":\"schema registry timeout\"}",
        DurationMs = durationMs,
        Succeeded = succeeded,
        Timestamp = SampleTraces.Noon.AddSeconds(endSeconds),
    };
}
