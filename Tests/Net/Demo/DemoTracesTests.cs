using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Net.Demo;

namespace TraceLlm.Monitor.Tests.Net.Demo;

public sealed class DemoTracesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Same_seed_makes_the_same_traces() =>
        Assert.Equal(Make(5, 100), Make(5, 100));

    [Fact]
    public void Traces_are_varied_as_real_ones_are()
    {
        Trace[] traces = [.. Make(1, 2000)];
        double[] latencies = [.. traces.Select(trace => trace.LatencyMs!.Value).Order()];

        Assert.InRange(traces.Count(trace => trace.Status == TraceStatus.Failed), 50, 200);
        Assert.InRange(traces.Count(trace => trace.Status == TraceStatus.Warning), 100, 300);
        Assert.True(traces.Select(trace => trace.ModelName).Distinct().Count() >= 7);
        Assert.True(latencies[1980] > 4 * latencies[1000], "the slowest hundredth is far above the median");
        Assert.Contains(traces, trace => trace.StepCount > 5);
        Assert.Contains(traces, trace => trace.PromptPreview.Any(letter => letter > 0x3000));
    }

    [Fact]
    public void Message_is_what_the_real_backend_would_send()
    {
        DemoTrace trace = new DemoTraces(1).Next(Noon);

        byte[] message = DemoJson.TraceCreated(trace);

        Trace read = TraceMessage.Read(message).Trace!;
        Assert.Equal((trace.TraceId, trace.Prompt, trace.LatencyMs), (read.TraceId, read.PromptPreview, read.LatencyMs!.Value));
        Assert.Equal((trace.TokenCount, trace.Steps.Count, trace.ModelName), (read.TokenCount, read.StepCount, read.ModelName));
        Assert.Equal(Noon, read.CreatedAt);
    }

    [Theory]
    [InlineData("""{"type":"ping","ts":17}""", """{"type":"system.pong","timestamp":17}""")]
    [InlineData("""{"type":"ping","ts":{"a":[1]}}""", """{"type":"system.pong","timestamp":{"a":[1]}}""")]
    [InlineData("""{"type":"ping"}""", """{"type":"system.pong","timestamp":null}""")]
    [InlineData("""{"type":"other"}""", null)]
    [InlineData("[]", null)]
    [InlineData("ping", null)]
    public void Ping_is_answered_with_its_own_stamp(string message, string? expected) =>
        Assert.Equal(expected, DemoJson.Pong(Encoding.UTF8.GetBytes(message)) is { } pong ? Encoding.UTF8.GetString(pong) : null);

    [Fact]
    public void Pace_has_bursts_and_pauses_and_starts_at_once()
    {
        var pace = new DemoPace(new Random(1));
        TimeSpan[] waits = [.. Enumerable.Range(0, 500).Select(_ => pace.Next())];

        Assert.InRange(waits[0], TimeSpan.Zero, TimeSpan.FromMilliseconds(500));
        Assert.InRange(waits.Max(), TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(15));
        Assert.True(waits.Count(wait => wait < TimeSpan.FromMilliseconds(80)) > 50);
    }

    private static IEnumerable<Trace> Make(int seed, int count)
    {
        var traces = new DemoTraces(seed);
        return Enumerable.Range(0, count).Select(_ => TraceMessage.Read(DemoJson.TraceCreated(traces.Next(Noon))).Trace!);
    }
}
