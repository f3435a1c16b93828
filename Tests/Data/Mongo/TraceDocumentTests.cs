using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class TraceDocumentTests
{
    private const string Id = """ "_id":{"$oid":"69b5e2c00102030405060708"} """;

    [Fact]
    public void Projected_row_is_read()
    {
        Trace trace = Read(
            """
            "trace_id":"t1","created_at":{"$date":1773489600123},"status":"warning","latency":1250.5,
            "token_count":{"$numberLong":"77"},"model_name":"gpt-4.1","project_id":"p","project_name":"P","environment":"staging",
            "retry_count":2,"slow_request":true,"failure_reason":"late","prompt":"Explain","step_count":9,"failed_steps":1
            """);

        Assert.Equal("t1", trace.TraceId);
        Assert.Equal(TraceKey.Of("t1"), trace.Key);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1773489600123), trace.CreatedAt);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(0x69b5e2c0), trace.StoredAt);
        Assert.Equal((TraceStatus.Warning, 1250.5, 77), (trace.Status, trace.LatencyMs, trace.TokenCount));
        Assert.Equal(("gpt-4.1", "p", "P", "staging"), (trace.ModelName, trace.ProjectId, trace.ProjectName, trace.Environment));
        Assert.Equal((9, 2, "Explain"), (trace.StepCount, trace.RetryCount, trace.PromptPreview));
    }

    [Fact]
    public void Row_with_nothing_in_it_is_still_a_trace()
    {
        Trace trace = Read("");

        Assert.Equal("", trace.TraceId);
        Assert.Equal(trace.DocumentKey, trace.Key);
        Assert.False(trace.Key.IsNone);
        Assert.Null(trace.CreatedAt);
        Assert.Null(trace.LatencyMs);
        Assert.Null(trace.ModelName);
        Assert.Equal((TraceStatus.Success, 0, "", 0), (trace.Status, trace.TokenCount, trace.PromptPreview, trace.StepCount));
    }

    [Theory]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("true")]
    [InlineData("{}")]
    [InlineData("""{"$date":99999999999999999}""")]
    public void Fields_of_a_wrong_type_take_their_defaults(string value)
    {
        string[] names = ["trace_id", "created_at", "status", "model_name", "project_id", "environment", "prompt"];

        Trace trace = Read(string.Join(',', names.Select(name => $"\"{name}\":{value}")));

        Assert.Equal(("", null, null), (trace.TraceId, trace.ModelName, trace.ProjectId));
        Assert.Null(trace.CreatedAt);
        Assert.Equal((TraceStatus.Success, ""), (trace.Status, trace.PromptPreview));
    }

    [Theory]
    [InlineData("-5", null)]
    [InlineData("\"x\"", null)]
    [InlineData("null", null)]
    [InlineData("""{"$numberDouble":"NaN"}""", null)]
    [InlineData("""{"$numberDouble":"Infinity"}""", null)]
    [InlineData("1e12", null)]
    [InlineData("0", 0.0)]
    [InlineData("""{"$numberLong":"12"}""", 12.0)]
    public void Latency_is_usable_or_none(string latency, double? expected) =>
        Assert.Equal(expected, Read($"\"latency\":{latency}").LatencyMs);

    [Theory]
    [InlineData("-5", 0)]
    [InlineData("\"x\"", 0)]
    [InlineData("10.9", 10)]
    [InlineData("""{"$numberDouble":"NaN"}""", 0)]
    [InlineData("""{"$numberDouble":"Infinity"}""", 0)]
    [InlineData("1e15", 0)]
    public void Tokens_are_usable_or_zero(string tokens, long expected) =>
        Assert.Equal(expected, Read($"\"token_count\":{tokens}").TokenCount);

    [Theory]
    [InlineData("", nameof(TraceStatus.Success))]
    [InlineData("\"failed_steps\":1", nameof(TraceStatus.Failed))]
    [InlineData("\"failure_reason\":\"late\"", nameof(TraceStatus.Warning))]
    [InlineData("\"failure_reason\":\"\"", nameof(TraceStatus.Success))]
    [InlineData("\"failure_reason\":[]", nameof(TraceStatus.Success))]
    [InlineData("\"retry_count\":1", nameof(TraceStatus.Warning))]
    [InlineData("\"retry_count\":-1", nameof(TraceStatus.Success))]
    [InlineData("\"retry_count\":\"1\"", nameof(TraceStatus.Success))]
    [InlineData("\"status\":\"odd\",\"failed_steps\":1", nameof(TraceStatus.Failed))]
    [InlineData("\"status\":\"SUCCESS\",\"retry_count\":1", nameof(TraceStatus.Warning))]
    [InlineData("\"status\":\"success\",\"failed_steps\":1", nameof(TraceStatus.Success))]
    public void Status_is_the_stored_one_or_derived(string fields, string expected) =>
        Assert.Equal(expected, Read(fields).Status.ToString());

    [Fact]
    public void Whole_document_is_cut_on_our_side()
    {
        Trace trace = Read(
            $$"""
            "prompt":"{{new string('é', 100_000)}}","response":"long",
            "steps":[{"success":true},{"success":false},{"success":0},7,{}],"model_name":"{{new string('m', 500)}}"
            """);

        Assert.Equal(new string('é', Trace.PreviewCodePoints), trace.PromptPreview);
        Assert.Equal(Trace.MaxNameCharacters, trace.ModelName!.Length);
        Assert.Equal((5, TraceStatus.Failed), (trace.StepCount, trace.Status));
    }

    [Fact]
    public void Prompt_is_cut_between_code_points()
    {
        string prompt = string.Concat(Enumerable.Repeat("😀", Trace.PreviewCodePoints + 1));

        Assert.Equal(prompt[..^2], Read($"\"prompt\":\"{prompt}\"").PromptPreview);
    }

    [Fact]
    public void Long_trace_ids_with_one_beginning_stay_apart()
    {
        string common = new('x', 500);

        Assert.NotEqual(Read($"\"trace_id\":\"{common}1\"").Key, Read($"\"trace_id\":\"{common}2\"").Key);
        Assert.Equal(Trace.MaxNameCharacters, Read($"\"trace_id\":\"{common}1\"").TraceId.Length);
    }

    [Fact]
    public void Api_key_is_nowhere_in_a_trace() =>
        Assert.DoesNotContain("sk-secret", Read("\"api_key\":\"sk-secret\"").ToString(), StringComparison.Ordinal);

    [Fact]
    public void Ids_of_different_types_are_different_documents()
    {
        string[] ids = ["1", "\"1\"", """{"$numberLong":"1"}""", "true"];

        TraceKey[] keys = Array.ConvertAll(ids, id => ReadDocument($$"""{"_id":{{id}} }""")!.DocumentKey);

        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    [Fact]
    public void Id_that_is_no_ObjectId_is_stored_at_created_at()
    {
        var createdAt = DateTimeOffset.FromUnixTimeMilliseconds(1773489600123);

        Assert.Equal(createdAt, ReadDocument("""{"_id":"a","created_at":{"$date":1773489600123}}""")!.StoredAt);
        Assert.Equal(DateTimeOffset.UnixEpoch, ReadDocument("""{"_id":"a"}""")!.StoredAt);
    }

    [Fact]
    public void Name_that_is_not_UTF8_ends_the_row_not_the_read()
    {
        byte[] document = TestBson.Document($$"""{ {{Id}},"trace_id":"t1","zz":1,"latency":5}""");
        document[document.AsSpan().IndexOf("zz"u8)] = 0xff;

        Trace trace = TraceDocument.Read(new BsonReader(document), TraceOrder.ById)!;

        Assert.Equal(("t1", null), (trace.TraceId, trace.LatencyMs));
    }

    [Fact]
    public void Document_without_an_id_is_none() => Assert.Null(ReadDocument("""{"trace_id":"t1"}"""));

    private static Trace Read(string fields) => ReadDocument($$"""{ {{Id}}{{(fields.Length == 0 ? "" : ",")}}{{fields}} }""")!;

    private static Trace? ReadDocument(string json) =>
        TraceDocument.Read(new BsonReader(TestBson.Document(json)), TraceOrder.ById);
}
