using System.Text;
using System.Text.Json;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceJsonTests
{
    [Fact]
    public void Whole_trace_is_read()
    {
        Trace trace = Read("""
            {"trace_id":"t-1","prompt":"Say hi","response":"Hi","latency":407.58,"token_count":979,"model_name":"gpt-4o",
             "project_id":"shop","project_name":"The shop","api_key":"secret","environment":"staging","status":"failed",
             "steps":[{"step_id":"s","success":true},{"step_id":"t","success":false}],"retry_count":2,"slow_request":false,
             "failure_reason":"timeout","created_at":"2026-11-22T06:18:09.168148+00:00","updated_at":"x"}
            """);

        Assert.Equal(
            new Trace
            {
                TraceId = "t-1",
                Key = TraceKey.Of("t-1"),
                PromptPreview = "Say hi",
                LatencyMs = 407.58,
                TokenCount = 979,
                ModelName = "gpt-4o",
                ProjectId = "shop",
                ProjectName = "The shop",
                Environment = "staging",
                Status = TraceStatus.Failed,
                StepCount = 2,
                RetryCount = 2,
                CreatedAt = new DateTimeOffset(2026, 11, 22, 6, 18, 9, TimeSpan.Zero).AddTicks(1681480),
            },
            trace);
    }

    [Theory]
    [InlineData("12", 12.0)]
    [InlineData("0", 0.0)]
    [InlineData("-5", null)]
    [InlineData("\"12\"", null)]
    [InlineData("null", null)]
    [InlineData("true", null)]
    [InlineData("[1]", null)]
    [InlineData("{\"ms\":1}", null)]
    [InlineData("1e999", null)]
    [InlineData("1e300", null)]
    public void Latency_is_usable_or_missing(string json, double? expected) =>
        Assert.Equal(expected, Read($$"""{"latency":{{json}},"trace_id":"behind"}""").LatencyMs);

    [Theory]
    [InlineData("12", 12)]
    [InlineData("12.9", 12)]
    [InlineData("-1", 0)]
    [InlineData("\"12\"", 0)]
    [InlineData("1e30", 0)]
    [InlineData("null", 0)]
    public void Token_count_is_usable_or_zero(string json, long expected) =>
        Assert.Equal(expected, Read($$"""{"token_count":{{json}}}""").TokenCount);

    [Theory]
    [InlineData("""{"status":null}""", TraceStatus.Success)]
    [InlineData("""{}""", TraceStatus.Success)]
    [InlineData("""{"status":"SUCCESS","retry_count":1}""", TraceStatus.Warning)]
    [InlineData("""{"status":7,"failure_reason":"timeout"}""", TraceStatus.Warning)]
    [InlineData("""{"status":["failed"],"failure_reason":""}""", TraceStatus.Success)]
    [InlineData("""{"status":"done","failure_reason":null,"retry_count":-1}""", TraceStatus.Success)]
    [InlineData("""{"retry_count":3,"steps":[{"success":true},{"success":false}]}""", TraceStatus.Failed)]
    [InlineData("""{"steps":[{"success":null},{"output":{"success":false}},7,null,["success",false]]}""", TraceStatus.Success)]
    [InlineData("""{"steps":[{"success":false,"success":true}]}""", TraceStatus.Success)]
    [InlineData("""{"status":"warning","steps":[{"success":false}]}""", TraceStatus.Warning)]
    [InlineData("""{"status":"failed"}""", TraceStatus.Failed)]
    public void Status_is_the_stored_word_or_derived(string json, object expected) => Assert.Equal(expected, Read(json).Status);

    [Fact]
    public void Duplicated_field_counts_with_its_last_value()
    {
        Trace trace = Read("""{"prompt":"first","latency":1,"steps":[1,2],"prompt":"last","latency":2,"steps":[{}]}""");

        Assert.Equal(("last", 2.0, 1), (trace.PromptPreview, trace.LatencyMs!.Value, trace.StepCount));
    }

    [Fact]
    public void Steps_that_are_no_array_count_as_none() => Assert.Equal(0, Read("""{"steps":{"success":false}}""").StepCount);

    [Fact]
    public void Traces_without_an_id_get_keys_of_their_own()
    {
        Trace first = Read("{}"), second = Read("""{"trace_id":null}"""), third = Read("""{"trace_id":""}""");

        Assert.Equal(3, new HashSet<TraceKey> { first.Key, second.Key, third.Key }.Count);
        Assert.Equal("", first.TraceId);
    }

    [Fact]
    public void Prompt_and_names_are_cut_by_code_points()
    {
        string dinosaurs = string.Concat(Enumerable.Repeat("🦖", 1000));

        Trace trace = Read($$"""{"prompt":"{{dinosaurs}}","model_name":"{{dinosaurs}}","trace_id":"{{dinosaurs}}"}""");

        Assert.Equal(TraceText.Cut(dinosaurs, Trace.PreviewCodePoints), trace.PromptPreview);
        Assert.Equal(TraceText.Cut(dinosaurs, Trace.MaxNameCharacters), trace.ModelName);
        Assert.Equal(TraceText.Cut(dinosaurs, Trace.MaxNameCharacters), trace.TraceId);
    }

    [Fact]
    public void Ids_that_begin_alike_have_different_keys()
    {
        string start = new('a', 500);
        Trace first = Read($$"""{"trace_id":"{{start}}1"}"""), second = Read($$"""{"trace_id":"{{start}}2"}""");

        Assert.NotEqual(first.Key, second.Key);
        Assert.Equal(TraceKey.Of(start + "1"), first.Key);
        Assert.Equal(TraceKey.Of("今🦖"), Read("""{"trace_id":"\u4eca\ud83e\udd96"}""").Key);
    }

    [Fact]
    public void Reader_stands_at_the_end_of_the_object()
    {
        var reader = new Utf8JsonReader("""[{"steps":[{"a":[{}]}]},{"trace_id":"second"}]"""u8);
        reader.Read();
        reader.Read();

        TraceJson.Read(ref reader);

        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        reader.Read();
        Assert.Equal("second", TraceJson.Read(ref reader).TraceId);
    }

    [Fact]
    public void Trace_with_a_megabyte_of_response_costs_only_what_is_kept()
    {
        byte[] json = Encoding.UTF8.GetBytes($$"""{"trace_id":"a","response":"{{new string('x', 1_000_000)}}","prompt":"hi"}""");
        Read(json);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Read(json);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    private static Trace Read(string json) => Read(Encoding.UTF8.GetBytes(json));

    private static Trace Read(byte[] json)
    {
        var reader = new Utf8JsonReader(json);
        reader.Read();
        return TraceJson.Read(ref reader);
    }
}
