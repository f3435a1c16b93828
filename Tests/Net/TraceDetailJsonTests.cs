using System.Text;
using System.Text.Json;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceDetailJsonTests
{
    [Fact]
    public void Whole_trace_is_read()
    {
        TraceDetail detail = Read("""
            {"trace_id":"t-1","prompt":"Say\nhi","response":"Hi \u4eca","latency":407.5,"project_name":"Shop","api_key":"sk-secret",
             "status":"failed","steps":[
               {"step_id":"s1","tool_name":"search","input":{ "query" : "a\u0022b", "k": [1, 2.50, null] },"output":{},"duration":12.5,
                "success":true,"timestamp":"2026-11-22T06:18:09+00:00"},
               {"step_id":"s2","tool_name":"llm_call","success":false}],
             "slow_request":true,"failure_reason":"timeout","created_at":"2026-11-22T06:18:09Z","updated_at":"2026-11-22T06:18:10Z"}
            """);

        var at = new DateTimeOffset(2026, 11, 22, 6, 18, 9, TimeSpan.Zero);
        Assert.Equal(("t-1", TraceStatus.Failed, 2), (detail.Trace.TraceId, detail.Trace.Status, detail.Trace.StepCount));
        Assert.Equal(("Say\nhi", "Hi 今", "timeout"), (detail.Prompt, detail.Response, detail.FailureReason));
        Assert.Equal(("Shop", true, at.AddSeconds(1)), (detail.ProjectName, detail.SlowRequest, detail.UpdatedAt));
        Assert.Equal(
            new Step
            {
                StepId = "s1",
                ToolName = "search",
                Input = """{"query":"a\"b","k":[1,2.50,null]}""",
                Output = "{}",
                DurationMs = 12.5,
                Timestamp = at,
            },
            detail.Steps[0]);
        Assert.Equal(new Step { StepId = "s2", ToolName = "llm_call", Succeeded = false }, detail.Steps[1]);
        Assert.DoesNotContain("secret", JsonSerializer.Serialize(detail), StringComparison.Ordinal);
    }

    [Fact]
    public void Empty_object_is_a_trace_of_which_nothing_is_known()
    {
        TraceDetail detail = Read("{}");

        Assert.Equal(("", null, null, null), (detail.Prompt, detail.Response, detail.FailureReason, detail.ProjectName));
        Assert.Empty(detail.Steps);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("[1]")]
    [InlineData("true")]
    [InlineData("""{"a":{"b":[]}}""")]
    public void Fields_of_a_wrong_type_take_their_defaults_or_stand_as_JSON(string value)
    {
        string[] names = ["response", "project_name", "slow_request", "updated_at", "steps", "failure_reason", "prompt"];

        TraceDetail detail = Read($"{{{string.Join(',', names.Select(name => $"\"{name}\":{value}"))}}}");

        Assert.Equal((value, value, value), (detail.Prompt, detail.Response, detail.FailureReason));
        Assert.Equal((null, value == "true", null), (detail.ProjectName, detail.SlowRequest, detail.UpdatedAt));
        Assert.Equal(value == "[1]" ? 1 : 0, detail.Steps.Count);
    }

    [Fact]
    public void Step_with_fields_of_wrong_types_is_a_step()
    {
        TraceDetail detail = Read(
            """{"steps":[{"step_id":1,"tool_name":[],"input":"text","output":null,"duration":"x","success":null,"timestamp":5}]}""");

        Assert.Equal(new Step { Input = "\"text\"", Output = "null" }, Assert.Single(detail.Steps));
    }

    [Fact]
    public void Texts_are_cut_at_their_limits_and_it_is_told()
    {
        string dinosaurs = string.Concat(Enumerable.Repeat("🦖", TraceDetail.MaxTextCodePoints + 1));
        string long1 = new('x', TraceDetail.MaxStepCharacters);

        TraceDetail detail = Read(
            $$"""{"prompt":"{{dinosaurs}}","response":"{{dinosaurs[2..]}}","failure_reason":"{{dinosaurs}}","steps":[{"input":"{{long1}}"}]}""");

        Assert.Equal(dinosaurs[2..], detail.Prompt);
        Assert.Equal(dinosaurs[2..], detail.Response);
        Assert.Equal(2 * TraceDetail.MaxReasonCodePoints, detail.FailureReason!.Length);
        Assert.Equal((true, false, true), (detail.IsPromptCut, detail.IsResponseCut, detail.IsFailureReasonCut));
        Assert.Equal((TraceDetail.MaxStepCharacters, true), (detail.Steps[0].Input.Length, detail.Steps[0].IsInputCut));
    }

    [Fact]
    public void Steps_are_bounded_in_number_and_in_all_their_text()
    {
        string step = $$"""{"tool_name":"t","input":"{{new string('x', 30_000)}}","output":{} }""";
        TraceDetail detail = Read($$"""{"steps":[{{string.Join(',', Enumerable.Repeat(step, TraceDetail.MaxSteps + 7))}}]}""");

        Assert.Equal((TraceDetail.MaxSteps, 7), (detail.Steps.Count, detail.StepsLeftOut));
        Assert.Equal(TraceDetail.MaxAllStepsCharacters, detail.Steps.Sum(one => one.Input.Length + one.Output.Length));
        Assert.True(detail.Steps[^1].IsInputCut);
        Assert.Equal(TraceDetail.MaxSteps + 7, detail.Trace.StepCount);
    }

    [Fact]
    public void Input_is_shown_down_to_its_limit_of_depth()
    {
        string Nested(int depth) => string.Concat(Enumerable.Repeat("[", depth)) + string.Concat(Enumerable.Repeat("]", depth));
        string allowed = Nested(TraceDetail.MaxStepDepth), deeper = Nested(500);

        TraceDetail detail = Read($$"""{"steps":[{"input":{{allowed}},"output":{{deeper}},"tool_name":"behind"}]}""");

        Step step = Assert.Single(detail.Steps);
        Assert.Equal((allowed, "behind"), (step.Input, step.ToolName));
        Assert.Equal(allowed.Insert(TraceDetail.MaxStepDepth, "..."), step.Output);
    }

    [Fact]
    public void Reader_stands_at_the_end_of_the_object()
    {
        var reader = new Utf8JsonReader("""[{"steps":[{"input":{"a":[{}]}}]},{"prompt":"second"}]"""u8);
        reader.Read();
        reader.Read();

        TraceDetailJson.Read(ref reader);

        Assert.Equal(JsonTokenType.EndObject, reader.TokenType);
        reader.Read();
        Assert.Equal("second", TraceDetailJson.Read(ref reader).Prompt);
    }

    private static TraceDetail Read(string json)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json), new JsonReaderOptions { MaxDepth = TraceJson.MaxDepth });
        reader.Read();
        return TraceDetailJson.Read(ref reader);
    }
}
