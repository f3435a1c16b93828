using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>Pages of the past and single traces (MONGO.md 4.4 and 4.7).</summary>
public sealed class MongoTraceLookupTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Older_page_begins_at_the_time_given()
    {
        await using var run = new TraceStoreRun();
        string[] ids = [.. Enumerable.Range(0, 5).Select(i => run.Traces.Insert(run.ServerTime + TimeSpan.FromSeconds(i)))];
        await run.NewestAsync();

        IReadOnlyList<Trace> page = await run.Store.ReadOlderAsync(run.ServerTime + TimeSpan.FromSeconds(3), 2, Token);

        Assert.Equal([ids[3], ids[2]], page.Select(trace => trace.TraceId));
        FakeRequest command = run.Server.Commands[^1];
        string time = (run.ServerTime + TimeSpan.FromSeconds(3)).ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.Contains("{\"$match\":{\"created_at\":{\"$lte\":{\"$date\":" + time + "}}}}", command.Json, StringComparison.Ordinal);
        Assert.Equal("""{"created_at":-1}""", command.Stage("$sort")?.GetRawText());
        Assert.Contains("\"hint\":\"created_at_1\"", command.Json, StringComparison.Ordinal);
        Assert.Contains("$substrCP", command.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_page_without_an_index_on_created_at_is_read_by_id()
    {
        await using var run = new TraceStoreRun();
        run.Traces.IndexedFields = ["_id"];
        string[] ids = [.. Enumerable.Range(0, 5).Select(i => run.Traces.Insert(run.ServerTime + TimeSpan.FromSeconds(i)))];

        IReadOnlyList<Trace> page = await run.Store.ReadOlderAsync(run.ServerTime + TimeSpan.FromSeconds(3.5), 2, Token);

        Assert.Equal([ids[3], ids[2]], page.Select(trace => trace.TraceId));
        Assert.Equal("""{"_id":-1}""", run.Server.Commands[^1].Stage("$sort")?.GetRawText());
    }

    [Fact]
    public async Task Older_page_holds_what_the_filter_lets_through()
    {
        await using var run = new TraceStoreRun(new TraceStoreFilter("p1", null));
        for (int i = 1; i <= 2; i++)
        {
            run.Traces.Insert($"\"{i}\"", run.ServerTime, $",\"project_id\":\"p{i}\"");
        }

        Assert.Equal("p1", Assert.Single(await run.Store.ReadOlderAsync(run.ServerTime, 10, Token)).ProjectId);
    }

    [Fact]
    public async Task Older_page_is_read_plainly_where_features_are_refused()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime);
        await run.NewestAsync();
        run.Traces.Script.Enqueue(FakeReply.Error(168, "InvalidPipelineOperator"));

        Assert.Single(await run.Store.ReadOlderAsync(run.ServerTime, 10, Token));
        Assert.Equal("""{"api_key":0,"response":0}""", run.Server.Commands[^1].Stage("$project")?.GetRawText());
    }

    [Fact]
    public async Task Trace_is_found_by_its_trace_id_with_its_index()
    {
        await using var run = new TraceStoreRun();
        run.Traces.IndexedFields = ["_id", "created_at", "trace_id"];
        run.Traces.Insert(run.ServerTime);
        string id = run.Traces.Insert("\"x\"", run.ServerTime, ",\"prompt\":\"Explain\",\"response\":\"Done\"");
        Trace row = (await run.NewestAsync()).Single(trace => trace.TraceId == id);

        TraceDetail? detail = await run.Store.ReadTraceAsync(row.Reference, Token);

        Assert.Equal((id, "Explain", "Done"), (detail?.Trace.TraceId, detail?.Prompt, detail?.Response));
        FakeRequest command = run.Server.Commands[^1];
        Assert.Equal("""{"api_key":0}""", command.Stage("$project")?.GetRawText());
        Assert.Contains(
            $$$"""[{"$match":{"trace_id":"{{{id}}}"}},{"$sort":{"created_at":-1}},{"$limit":1},""", command.Json, StringComparison.Ordinal);
        Assert.Contains("\"hint\":\"trace_id_1\"", command.Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_documents_with_one_trace_id_the_newer_is_read()
    {
        await using var run = new TraceStoreRun();
        AddTwin(run, "1", 5, "newer");
        AddTwin(run, "2", 0, "older");

        TraceDetail? detail = await run.Store.ReadTraceAsync(new TraceReference(TraceKey.Of("twin"), "twin", null), Token);

        Assert.Equal("newer", detail?.Prompt);
    }

    [Theory]
    [InlineData("\"own id\"")]
    [InlineData("""{"$oid":"69b5e2c00102030405060708"}""")]
    [InlineData("17")]
    public async Task Trace_without_a_trace_id_is_found_by_the_id_of_its_document(string id)
    {
        await using var run = new TraceStoreRun();
        string date = $$"""{"$date":{{run.ServerTime.ToUnixTimeMilliseconds()}} }""";
        run.Traces.Add($$"""{"_id":"other","created_at":{{date}},"prompt":"other"}""");
        run.Traces.Add($$"""{"_id":{{id}},"created_at":{{date}},"prompt":"wanted"}""");
        Trace row = (await run.NewestAsync()).Single(trace => trace.PromptPreview == "wanted");

        TraceDetail? detail = await run.Store.ReadTraceAsync(row.Reference, Token);

        Assert.Equal("wanted", detail?.Prompt);
    }

    [Fact]
    public async Task Trace_with_a_trace_id_longer_than_is_kept_is_found_all_the_same()
    {
        await using var run = new TraceStoreRun();
        string start = new('a', 500);
        for (int i = 0; i < 2; i++)
        {
            run.Traces.Add($$"""{"_id":{{i}},"trace_id":"{{start}}{{i}}","created_at":{"$date":{{i}}},"prompt":"prompt {{i}}"}""");
        }

        Trace row = (await run.NewestAsync()).Single(trace => trace.PromptPreview == "prompt 0");

        Assert.Equal("prompt 0", (await run.Store.ReadTraceAsync(row.Reference, Token))?.Prompt);
    }

    [Fact]
    public async Task Trace_that_is_not_there_is_null()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime);

        Assert.Null(await run.Store.ReadTraceAsync(new TraceReference(TraceKey.Of("gone"), "gone", null), Token));
    }

    [Fact]
    public async Task Trace_that_begins_with_the_same_characters_is_not_the_one()
    {
        await using var run = new TraceStoreRun();
        string id = run.Traces.Insert(run.ServerTime);

        Assert.Null(await run.Store.ReadTraceAsync(new TraceReference(TraceKey.Of(id + " and more"), id, null), Token));
    }

    [Fact]
    public async Task Failure_is_the_stores_own_exception()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Script.Enqueue(FakeReply.Error(50, "MaxTimeMSExpired"));

        await Assert.ThrowsAsync<MongoException>(() => run.Store.ReadTraceAsync(new TraceReference(TraceKey.Of("a"), "a", null), Token));
    }

    private static void AddTwin(TraceStoreRun run, string id, int seconds, string prompt)
    {
        long at = (run.ServerTime + TimeSpan.FromSeconds(seconds)).ToUnixTimeMilliseconds();
        run.Traces.Add($$"""{"_id":"{{id}}","trace_id":"twin","created_at":{"$date":{{at}}},"prompt":"{{prompt}}"}""");
    }
}
