using System.Globalization;
using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceMessageTests
{
    [Theory]
    [InlineData("""{"type":"system.connected","status":"connected"}""", TraceMessageKind.Welcome)]
    [InlineData("""{"type":"system.pong","timestamp":1}""", TraceMessageKind.Pong)]
    [InlineData("""{"trace":{},"type":"trace.created"}""", TraceMessageKind.TraceCreated)]
    [InlineData("""  {"type" : "trace.created" , "trace" : { } }  """, TraceMessageKind.TraceCreated)]
    [InlineData("""{"\u0074ype":"trace.cre\u0061ted","\u0074race":{}}""", TraceMessageKind.TraceCreated)]
    [InlineData("""{"type":"metrics.updated"}""", TraceMessageKind.Other)]
    [InlineData("""{"type":"","trace":null}""", TraceMessageKind.Other)]
    [InlineData("""{"type":"metrics","type":"trace.created","trace":{}}""", TraceMessageKind.TraceCreated)]
    [InlineData("""{"type":"trace.created","trace":null,"trace":{}}""", TraceMessageKind.TraceCreated)]
    [InlineData("""{"type":"trace.created","trace":{},"trace":null}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":"trace.created","trace":"text"}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":"trace.created","trace":7}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":"trace.created"}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":5}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":{"type":"system.pong"}}""", TraceMessageKind.Malformed)]
    [InlineData("""{"inner":{"type":"system.pong"}}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":"system.pong"} {}""", TraceMessageKind.Malformed)]
    [InlineData("""{"type":"system.pong",}""", TraceMessageKind.Malformed)]
    [InlineData("""["type","system.pong"]""", TraceMessageKind.Malformed)]
    [InlineData("{}", TraceMessageKind.Malformed)]
    [InlineData("42", TraceMessageKind.Malformed)]
    [InlineData("", TraceMessageKind.Malformed)]
    public void Message_is_told_apart(string json, object expected) => Assert.Equal(expected, Read(json).Kind);

    [Theory]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData("-Infinity")]
    public void Non_finite_number_does_not_lose_the_trace(string word)
    {
        string json = $$$"""
            {"type":"trace.created","trace":{
             "latency":{{{word}}},"token_count": {{{word}}} ,"retry_count":{{{word}}},"status":{{{word}}},
             "prompt":"is {{{word}}} \"{{{word}}}\" a number?","steps":[{"duration":{{{word}}},"success":true}],"trace_id":"a"}}
            """;

        Trace trace = Read(json).Trace!;

        Assert.Equal($"is {word} \"{word}\" a number?", trace.PromptPreview);
        Assert.Equal((null, 0, 0), (trace.LatencyMs, trace.TokenCount, trace.RetryCount));
        Assert.Equal((TraceStatus.Success, 1, "a"), (trace.Status, trace.StepCount, trace.TraceId));
    }

    [Theory]
    [InlineData("""{"type":"trace.created","trace":NaN}""")]
    [InlineData("""{"type":NaN}""")]
    [InlineData("NaN")]
    [InlineData("""{"type":"trace.created","trace":{"latency":NaNa}}""")]
    [InlineData("""{"type":"trace.created","trace":{"latency":nan}}""")]
    [InlineData("{\"type\":\"NaN")]
    [InlineData("{\"type\":\"NaN\\")]
    public void Non_finite_number_elsewhere_is_malformed(string json) =>
        Assert.Equal(TraceMessageKind.Malformed, Read(json).Kind);

    [Fact]
    public void Lone_surrogates_and_their_like_are_harmless_everywhere()
    {
        Trace trace = Read("""
            {"type":"trace.created","\ud800":1,
             "trace":{"\udc00":2,"prompt":"a\ud83eb","model_name":"\udd96","steps":[{"\ud800":3}]}}
            """).Trace!;

        Assert.Equal(("a\uFFFDb", "\uFFFD", 1), (trace.PromptPreview, trace.ModelName, trace.StepCount));
    }

    [Theory]
    [InlineData(900, TraceMessageKind.TraceCreated)]
    [InlineData(100_000, TraceMessageKind.Malformed)]
    public void Nesting_is_bounded(int depth, object expected)
    {
        string nested = new string('[', depth) + new string(']', depth);

        Assert.Equal(expected, Read($$$"""{"type":"trace.created","trace":{"steps":[{"input":{{{nested}}}}]}}""").Kind);
    }

    [Fact]
    public void Prompt_of_ten_megabytes_is_cut()
    {
        string prompt = string.Concat(Enumerable.Repeat(@"\u4eca", 1_700_000));

        Trace trace = Read($$$"""{"type":"trace.created","trace":{"prompt":"{{{prompt}}}"}}""").Trace!;

        Assert.Equal(new string('今', 160), trace.PromptPreview);
    }

    [Fact]
    public void Every_prefix_of_a_message_is_malformed()
    {
        byte[] message = Encoding.UTF8.GetBytes(SampleMessages.Ordinary);
        for (int length = 0; length < message.Length; length++)
        {
            Assert.Equal(TraceMessageKind.Malformed, TraceMessage.Read(message.AsSpan(0, length).ToArray()).Kind);
        }
    }

    [Fact]
    public void Every_flipped_bit_of_a_message_ends_in_a_verdict()
    {
        byte[] message = Encoding.UTF8.GetBytes(SampleMessages.Ordinary);
        for (int bit = 0; bit < message.Length * 8; bit++)
        {
            byte[] flipped = [.. message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertVerdict(flipped, string.Create(CultureInfo.InvariantCulture, $"bit {bit}"));
        }
    }

    [Fact]
    public void Hundred_thousand_mutations_of_a_message_end_in_a_verdict()
    {
        const int Seed = 20260314;
        var random = new Random(Seed);
        for (int round = 0; round < 100_000; round++)
        {
            string where = string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, round {round}");
            AssertVerdict(SampleMessages.Mutate(random), where);
        }
    }

    [Fact]
    public void Recorded_messages_of_the_backend_are_read()
    {
        Assert.SkipWhen(TestData.Folder is null, "no folder with real records (TRACELLM_TEST_DATA)");
        string[] lines = File.ReadAllLines(Path.Combine(TestData.Folder!, "traces", "ws-messages.ndjson"));

        Assert.Equal(TraceMessageKind.Welcome, Read(lines[0]).Kind);
        Trace[] traces = [.. lines.Skip(1).Select(line => Read(line).Trace!)];
        Assert.All(
            traces,
            trace => Assert.True(trace is { TraceId.Length: 36, LatencyMs: > 0, TokenCount: > 0, CreatedAt: not null, StepCount: > 0 }));
        Assert.StartsWith("🦖 emoji 👩‍👩‍👧‍👦 family and ｆｕｌｌ", traces[0].PromptPreview, StringComparison.Ordinal);
        Assert.Equal((407.58, 979), (traces[0].LatencyMs!.Value, traces[0].TokenCount));
        Assert.Equal("llama-3.1-70b-instruct", traces[0].ModelName);
        Assert.Equal([TraceStatus.Failed, TraceStatus.Success], traces.Skip(2).Take(2).Select(trace => trace.Status));
    }

    private static TraceMessage Read(string json) => TraceMessage.Read(Encoding.UTF8.GetBytes(json));

    private static void AssertVerdict(byte[] message, string where)
    {
        TraceMessage verdict = TraceMessage.Read(message);
        Assert.True((verdict.Trace is not null) == (verdict.Kind == TraceMessageKind.TraceCreated), where);
        if (verdict.Trace is { } trace)
        {
            Assert.True(trace.PromptPreview.EnumerateRunes().Count() <= Trace.PreviewCodePoints, where);
            Assert.True(trace.LatencyMs is null or (>= 0 and < 1e12), where);
            Assert.True(trace.TokenCount >= 0 && trace.RetryCount >= 0 && trace.StepCount >= 0, where);
        }
    }
}
