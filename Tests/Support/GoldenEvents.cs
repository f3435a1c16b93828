using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>What the golden screens are made of.</summary>
internal static class GoldenEvents
{
    /// <summary>Twenty-four traces in the store, some odd; the newest lies in the future.</summary>
    public static SourceEvent[] Filled(double hoursApart = 0.01)
    {
        List<Trace> traces = [.. Enumerable.Range(0, 24).Select(i => TraceOf(i, hoursApart))];
        return [new SourceEvent.NewestRead(traces), Totals(traces), Store(SourceState.Connected)];
    }

    private static Trace TraceOf(int i, double hoursApart)
    {
        string[] prompts = ["Explain the quarterly report in three points", "翻訳してください: 今日は良い天気です", "Refactor this:\n\ndef f(x):\n  return x", "[/foo] \u001b]0;evil\u0007 end"];
        string?[] models = ["gpt-4.1-mini", "claude-sonnet-4-20250514", "llama-3.1-70b-instruct", null];
        TraceStatus status = i % 7 == 3 ? TraceStatus.Failed : i % 5 == 2 ? TraceStatus.Warning : TraceStatus.Success;
        DateTimeOffset createdAt = i == 0 ? SampleTraces.Noon.AddHours(1) : SampleTraces.Noon.AddHours(-i * hoursApart);
        double? latencyMs = i == 4 ? null : 180 + (i * 137);
        return SampleTraces.Announced($"trace-{i}", latencyMs, status, 60 + (i * i * 31), createdAt, prompts[i % 4], models[i % 4], i % 9)
            .Stored(storedAt: SampleTraces.Noon.AddMinutes(-2));
    }

    public static SourceEvent.TotalsRead Totals(List<Trace> traces)
    {
        var latencies = new LatencyHistogram();
        traces.Where(trace => trace.LatencyMs is not null).ToList().ForEach(trace => latencies.Add(trace.LatencyMs!.Value));
        return new SourceEvent.TotalsRead(
            new StoreTotals
            {
                Cut = SampleTraces.Noon,
                Counts = traces.Aggregate(default(StatusCounts), (sum, trace) => sum + StatusCounts.Of(trace.Status, 1)),
                Latencies = latencies,
                TokenCount = traces.Sum(trace => trace.TokenCount),
            },
            TimeSpan.Zero);
    }

    public static SourceEvent.StatusChanged Store(SourceState state) =>
        new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Store, state, "mongodb 127.0.0.1/tracellm"));
}
