using System.Text.Json;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class DetailDocumentTests
{
    private const string Id = """ "_id":{"$oid":"69b5e2c00102030405060708"} """;

    [Fact]
    public void Whole_trace_is_read()
    {
        TraceDetail detail = Read(
            """
            "trace_id":"t1","prompt":"Say\nhi","response":"Hi","latency":12,"project_name":"Shop","api_key":"sk-secret","status":"failed",
            "steps":[{"step_id":"s1","tool_name":"search","input":{"query":"a\"b","k":[1,{"$numberDouble":"2.5"},null,true]},"output":{},
              "duration":{"$numberDouble":"12.5"},"success":true,"timestamp":{"$date":1773489600123}},
              {"step_id":"s2","tool_name":"llm_call","success":false}],
            "slow_request":true,"failure_reason":"timeout","updated_at":{"$date":1773489600124}
            """);

        var at = DateTimeOffset.FromUnixTimeMilliseconds(1773489600123);
        Assert.Equal(("t1", TraceStatus.Failed, 2), (detail.Trace.TraceId, detail.Trace.Status, detail.Trace.StepCount));
        Assert.Equal(("Say\nhi", "Hi", "timeout"), (detail.Prompt, detail.Response, detail.FailureReason));
        Assert.Equal(("Shop", true, at.AddMilliseconds(1)), (detail.ProjectName, detail.SlowRequest, detail.UpdatedAt));
        Assert.Equal(
            new Step
            {
                StepId = "s1",
                ToolName = "search",
                Input = """{"query":"a\"b","k":[1,2.5,null,true]}""",
                Output = "{}",
                DurationMs = 12.5,
                Timestamp = at,
            },
            detail.Steps[0]);
        Assert.Equal(new Step { StepId = "s2", ToolName = "llm_call", Succeeded = false }, detail.Steps[1]);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(detail), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("7", "7")]
    [InlineData("[1]", "[1]")]
    [InlineData("true", "true")]
    [InlineData("""{"a":{"b":[]}}""", """{"a":{"b":[]}}""")]
    [InlineData("""{"$date":1773489600123}""", "\"2026-03-14T12:00:00.123Z\"")]
    [InlineData("""{"$oid":"69b5e2c00102030405060708"}""", "\"69b5e2c00102030405060708\"")]
    [InlineData("""{"$numberLong":"9007199254740993"}""", "9007199254740993")]
    public void Texts_of_another_type_stand_as_JSON(string value, string expected)
    {
        TraceDetail detail = Read($"\"prompt\":{value},\"response\":{value},\"failure_reason\":{value}");

        Assert.Equal((expected, expected, expected), (detail.Prompt, detail.Response, detail.FailureReason));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"x\"")]
    [InlineData("{}")]
    public void Other_fields_of_a_wrong_type_take_their_defaults(string value)
    {
        string step = $$"""{"step_id":{{value}},"duration":{{(value == "7" ? "\"7\"" : value)}},"success":{{value}},"timestamp":{{value}} }""";
        TraceDetail detail = Read(
            $"\"slow_request\":{value},\"updated_at\":{value},\"steps\":[{value},{step}],\"project_name\":{(value == "\"x\"" ? "null" : value)}");

        Assert.Equal((false, null), (detail.SlowRequest, detail.UpdatedAt));
        Assert.Equal(2, detail.Steps.Count);
        Assert.Equal((true, null, null), (detail.Steps[1].Succeeded, detail.Steps[1].DurationMs, detail.Steps[1].Timestamp));
    }

    [Fact]
    public void Steps_that_are_no_array_are_none() => Assert.Empty(Read("""  "steps":{"tool_name":"x"}  """).Steps);

    [Fact]
    public void Texts_are_cut_at_their_limits_and_it_is_told()
    {
        string dinosaurs = string.Concat(Enumerable.Repeat("🦖", TraceDetail.MaxTextCodePoints + 1));
        string longest = new('x', TraceDetail.MaxStepCharacters);

        TraceDetail detail = Read(
            $$"""  "prompt":"{{dinosaurs}}","response":"{{dinosaurs[2..]}}","failure_reason":"{{dinosaurs}}","steps":[{"output":"{{longest}}"}]  """);

        Assert.Equal(dinosaurs[2..], detail.Prompt);
        Assert.Equal(dinosaurs[2..], detail.Response);
        Assert.Equal(2 * TraceDetail.MaxReasonCodePoints, detail.FailureReason!.Length);
        Assert.Equal((true, false, true), (detail.IsPromptCut, detail.IsResponseCut, detail.IsFailureReasonCut));
        Assert.Equal((TraceDetail.MaxStepCharacters, true), (detail.Steps[0].Output.Length, detail.Steps[0].IsOutputCut));
    }

    [Fact]
    public void Steps_are_bounded_in_number_and_in_all_their_text()
    {
        string step = $$"""{"tool_name":"t","input":"{{new string('x', 30_000)}}"}""";
        TraceDetail detail = Read($$"""  "steps":[{{string.Join(',', Enumerable.Repeat(step, TraceDetail.MaxSteps + 7))}}]  """);

        Assert.Equal((TraceDetail.MaxSteps, 7), (detail.Steps.Count, detail.StepsLeftOut));
        Assert.Equal(TraceDetail.MaxAllStepsCharacters, detail.Steps.Sum(one => one.Input.Length));
    }

    [Fact]
    public void Input_is_shown_down_to_its_limit_of_depth()
    {
        string allowed = new string('[', TraceDetail.MaxStepDepth) + new string(']', TraceDetail.MaxStepDepth);
        var writer = new BsonWriter();
        writer.BeginDocument();
        writer.Raw("_id"u8, BsonType.Null, []);
        writer.Raw("prompt"u8, BsonType.Array, NestedArray(TraceDetail.MaxStepDepth));
        writer.Raw("response"u8, BsonType.Array, NestedArray(TraceDetail.MaxStepDepth + 20));
        writer.Text("failure_reason"u8, "behind");
        writer.End();

        TraceDetail detail = DetailDocument.Read(new BsonReader(writer.Written.Span), TraceOrder.ById)!;

        Assert.Equal(
            (allowed, allowed.Insert(TraceDetail.MaxStepDepth, "..."), "behind"),
            (detail.Prompt, detail.Response, detail.FailureReason));
    }

    [Fact]
    public void Broken_document_gives_what_stands_before_the_break()
    {
        byte[] document = TestBson.Document(
            $$"""{ {{Id}},"trace_id":"t1","prompt":"shown","steps":[{"tool_name":"first"},{"tool_name":"second","zz":1}],"response":"lost"}""");
        document[document.AsSpan().IndexOf("zz"u8)] = 0xff;

        TraceDetail detail = DetailDocument.Read(new BsonReader(document), TraceOrder.ById)!;

        Assert.Equal(("shown", null), (detail.Prompt, detail.Response));
        Assert.Equal("first", Assert.Single(detail.Steps).ToolName);
    }

    [Fact]
    public void Flipped_bytes_give_a_detail_or_the_clients_own_exception()
    {
        byte[] document = TestBson.Document($$"""{ {{Id}},"prompt":"p","steps":[{"input":{"a":[1,{"b":"c"}]},"output":"x"}]}""");
        int readable = 0;
        for (int i = 0; i < document.Length * 8; i++)
        {
            byte[] flipped = [.. document];
            flipped[i / 8] ^= (byte)(1 << (i % 8));
            try
            {
                readable += DetailDocument.Read(new BsonReader(flipped), TraceOrder.ById) is null ? 0 : 1;
            }
            catch (WireFormatException)
            {
                // The outermost document is not one any more: the caller's business.
            }
        }

        Assert.InRange(readable, document.Length, document.Length * 8);
    }

    /// <summary>More arrays in one another than our writer opens.</summary>
    private static byte[] NestedArray(int depth)
    {
        byte[] array = [5, 0, 0, 0, 0];
        for (; depth > 1; depth--)
        {
            array = [.. BitConverter.GetBytes(array.Length + 8), (byte)BsonType.Array, (byte)'0', 0, .. array, 0];
        }

        return array;
    }

    private static TraceDetail Read(string fields) =>
        DetailDocument.Read(new BsonReader(TestBson.Document($$"""{ {{Id}},{{fields}} }""")), TraceOrder.ById)!;
}
