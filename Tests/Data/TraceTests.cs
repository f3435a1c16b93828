using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>How a trace keeps its values: small, and giving back what was put in.</summary>
public sealed class TraceTests
{
    [Fact]
    public void Values_that_are_missing_stay_missing()
    {
        var trace = new Trace { Key = new TraceKey(1, 2) };

        Assert.Equal((null, null, null), (trace.StoredAt, trace.CreatedAt, trace.LatencyMs));
        Assert.Equal(("", "", false), (trace.TraceId, trace.PromptPreview, trace.HasTraceId));
        Assert.Equal(trace, trace with { LatencyMs = null, CreatedAt = null });
    }

    [Fact]
    public void Times_keep_their_moment_to_the_tick()
    {
        DateTimeOffset at = new DateTimeOffset(2026, 3, 14, 12, 0, 0, TimeSpan.FromHours(5.5)).AddTicks(1);

        Trace trace = SampleTraces.Announced("a", createdAt: at).Stored(storedAt: at.AddTicks(1));

        Assert.Equal((at, at.AddTicks(1)), (trace.CreatedAt!.Value, trace.StoredAt!.Value));
    }

    [Fact]
    public void Traces_are_equal_when_their_values_are()
    {
        Assert.Equal(SampleTraces.Announced("a", prompt: "same"), SampleTraces.Announced("a", prompt: "same"));
        Assert.NotEqual(SampleTraces.Announced("a", prompt: "same"), SampleTraces.Announced("a", prompt: "other"));
        Assert.NotEqual(SampleTraces.Announced("a", latencyMs: 1), SampleTraces.Announced("a", latencyMs: null));
    }

    [Fact]
    public void Trace_held_is_small()
    {
        const int Count = 1000;
        var traces = new Trace[Count];
        traces[0] = Make(0);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
        {
            traces[i] = Make(i);
        }

        long bytesOfOne = (GC.GetAllocatedBytesForCurrentThread() - before) / Count;
        Assert.InRange(bytesOfOne, 100, 300);
        GC.KeepAlive(traces);

        static Trace Make(int number) => new()
        {
            Key = new TraceKey(1, (ulong)number),
            TraceId = "9860a25e-58b7-402c-b566-a0517929cb35",
            PromptPreview = "Explain transformers to a new colleague",
            LatencyMs = 12,
            CreatedAt = SampleTraces.Noon,
        };
    }
}
