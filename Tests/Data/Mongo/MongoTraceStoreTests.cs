using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class MongoTraceStoreTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("mongodb://127.0.0.1:27017", "mongodb 127.0.0.1/tracellm")]
    [InlineData("mongodb://db:27018,other/", "mongodb db:27018/tracellm")]
    public async Task Name_tells_the_server_without_the_default_port(string uri, string expected)
    {
        var client = new MongoClientOptions { Database = "tracellm", Version = "0.1" };
        var options = new MongoStoreOptions { Uri = MongoUri.Parse(uri), Client = client };
        await using var store = new MongoTraceStore(options, TimeProvider.System);

        Assert.Equal(expected, store.Name);
    }

    [Fact]
    public async Task Stepdown_reads_everything_anew_from_the_new_primary()
    {
        var time = new ManualTime();
        var traces = new FakeTraces(time.GetUtcNow);
        await using var set = new FakeReplicaSet(3, (_, request) => traces.Answer(request));
        var client = new MongoClientOptions { Database = "tracellm", Version = "0.1", ConnectLimit = TimeSpan.FromHours(1) };
        await using var store = new MongoTraceStore(new MongoStoreOptions { Uri = MongoUri.Parse(set.Uri), Client = client }, time);
        traces.Insert(time.GetUtcNow() - TimeSpan.FromHours(1));
        string[] written = [traces.Insert(time.GetUtcNow())];
        await store.ReadTotalsAsync(Token);
        Assert.Equal(written, (await store.ReadChangesAsync(Token)).Traces.Select(trace => trace.TraceId));

        set.Elect(2);
        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True((await store.ReadChangesAsync(Token)).MustReanchor);
        Assert.Equal(1, (await store.ReadTotalsAsync(Token)).Counts.Total);
        Assert.Equal(written, (await store.ReadChangesAsync(Token)).Traces.Select(trace => trace.TraceId));
        Assert.Equal(0, set.Received("aggregate")[1]);
    }

    [Fact]
    public async Task Missing_collection_is_an_empty_store()
    {
        await using var run = new TraceStoreRun();

        Assert.Empty(await run.NewestAsync());
        Assert.Equal(0, (await run.TotalsAsync()).Counts.Total);
        Assert.Empty(await run.SweepAsync());
        Assert.Equal(0, await run.Store.CountAsync(Token));
    }

    [Fact]
    public async Task Collection_that_a_router_does_not_know_is_an_empty_store()
    {
        await using var run = new TraceStoreRun();
        for (int command = 0; command < 6; command++)
        {
            run.Traces.Script.Enqueue(FakeReply.Error(26, "NamespaceNotFound"));
        }

        Assert.Empty(await run.NewestAsync());
        Assert.Equal(0, (await run.TotalsAsync()).Counts.Total);
        Assert.Empty(await run.SweepAsync());
        Assert.Equal(0, await run.Store.CountAsync(Token));
        Assert.Empty(run.Traces.Script);
    }

    [Fact]
    public async Task Read_whose_cursor_was_lost_begins_once_more()
    {
        await using var run = new TraceStoreRun();
        string[] stored = [run.Traces.Insert(run.ServerTime), run.Traces.Insert(run.ServerTime + TimeSpan.FromSeconds(1))];
        await run.NewestAsync();
        run.Traces.Script.Enqueue(FakeReply.Batch(99, "firstBatch", """{"_id":1,"trace_id":"of the lost one"}"""));
        run.Traces.Script.Enqueue(FakeReply.Error(43, "CursorNotFound"));

        Assert.Equal([stored[1], stored[0]], (await run.NewestAsync()).Select(trace => trace.TraceId));
    }

    [Fact]
    public async Task Newest_are_read_by_created_at_with_its_index()
    {
        await using var run = new TraceStoreRun();
        string older = run.Traces.Insert("""{"$oid":"0000000f000000000000000f"}""", run.ServerTime - TimeSpan.FromSeconds(1));
        string newer = run.Traces.Insert("""{"$oid":"0000000e000000000000000f"}""", run.ServerTime);

        IReadOnlyList<Trace> traces = await run.NewestAsync();

        Assert.Equal([newer, older], traces.Select(trace => trace.TraceId));
        FakeRequest command = run.Server.Commands[^1];
        Assert.Equal("""{"created_at":-1}""", command.Stage("$sort")?.GetRawText());
        Assert.EndsWith(
            ""","hint":"created_at_1","cursor":{"batchSize":11},"allowDiskUse":false,"maxTimeMS":{"$numberLong":"3000"},"""
            + "\"comment\":\"tracellm-monitor/0.1 newest\",\"$db\":\"tracellm\"}",
            command.Json,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_an_index_on_created_at_newest_are_read_by_id()
    {
        await using var run = new TraceStoreRun();
        run.Traces.IndexedFields = ["_id"];
        run.Traces.Insert(run.ServerTime);

        await run.NewestAsync();

        Assert.Equal("""{"_id":-1}""", run.Server.Commands[^1].Stage("$sort")?.GetRawText());
        Assert.Contains("\"hint\":\"_id_\"", run.Server.Commands[^1].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Past_is_read_by_id_from_the_end_of_the_calendar_too()
    {
        await using var run = new TraceStoreRun();
        run.Traces.IndexedFields = ["_id"];
        run.Traces.Insert(run.ServerTime);

        Assert.Single(await run.Store.ReadOlderAsync(DateTimeOffset.MaxValue, 10, Token));
    }

    [Fact]
    public async Task Index_that_was_dropped_is_not_named_again()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime);
        await run.NewestAsync();
        run.Traces.IndexedFields = ["_id"];
        run.Traces.Script.Enqueue(FakeReply.Error(2, "BadValue", "hint provided does not correspond to an existing index"));
        await Assert.ThrowsAsync<MongoException>(() => run.NewestAsync());

        Assert.Single(await run.NewestAsync());
        Assert.DoesNotContain("created_at_1", run.Server.Commands[^1].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_ever_asks_for_the_api_key()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime);
        await run.NewestAsync();
        await run.TotalsAsync();
        await run.SweepAsync();

        Assert.All(run.Server.Commands, command => Assert.DoesNotContain("api_key", command.Json, StringComparison.Ordinal));
        Assert.All(
            run.Server.Commands.Where(command => command.Name == "aggregate"),
            command => Assert.True(command.Stage("$project") is not null || command.Stage("$group") is not null));
    }

    [Fact]
    public async Task Filter_is_in_every_query()
    {
        await using var run = new TraceStoreRun(new TraceStoreFilter("p1", "staging"));
        for (int i = 1; i <= 2; i++)
        {
            string id = $$"""{"$oid":"{{run.ServerTime.ToUnixTimeSeconds():x8}}{{i:x16}}"}""";
            run.Traces.Insert(id, run.ServerTime, $",\"project_id\":\"p{i}\",\"environment\":\"staging\"");
        }

        Assert.Single(await run.NewestAsync());
        await run.TotalsAsync();
        Assert.Single(await run.SweepAsync());
        Assert.Equal(1, await run.Store.CountAsync(Token));
        const string Equalities = "\"project_id\":\"p1\",\"environment\":\"staging\"";
        Assert.All(
            run.Server.Commands.Where(command => command.Name != "listIndexes"),
            command => Assert.Contains(Equalities, command.Json, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(9)]
    [InlineData(59)]
    [InlineData(168)]
    [InlineData(15952)]
    [InlineData(40324)]
    [InlineData(0)]
    public async Task Refused_feature_is_noticed_once_and_the_plain_form_used_from_then_on(int code)
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime);
        run.Traces.Script.Enqueue(FakeReply.Cursor("""{"name":"_id_","key":{"_id":1}}"""));
        run.Traces.Script.Enqueue(FakeReply.Error(code, "", "Unrecognized expression '$convert'"));

        Assert.Single(await run.NewestAsync());
        Assert.Single(await run.SweepAsync());

        FakeRequest[] reads = [.. run.Server.Commands.Where(command => command.Name == "aggregate")];
        Assert.Equal(3, reads.Length);
        Assert.All(reads[1..], read => Assert.Equal("""{"api_key":0,"response":0}""", read.Stage("$project")?.GetRawText()));
        Assert.All(reads[1..], read => Assert.DoesNotContain("hint", read.Json, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Other_error_is_no_reason_for_the_plain_form()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Insert(run.ServerTime);
        run.Traces.Script.Enqueue(FakeReply.Cursor("""{"name":"_id_","key":{"_id":1}}"""));
        run.Traces.Script.Enqueue(FakeReply.Error(13, "Unauthorized"));

        StoreException thrown = await Assert.ThrowsAsync<MongoException>(() => run.NewestAsync());

        Assert.Contains("server error 13 (Unauthorized)", thrown.Message, StringComparison.Ordinal);
        await run.NewestAsync();
        Assert.Contains("$convert", run.Server.Commands[^1].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Disconnected_store_connects_again()
    {
        await using var run = new TraceStoreRun();
        await run.NewestAsync();
        await run.Store.DisconnectAsync();
        await run.NewestAsync();

        Assert.Equal(2, run.Server.Connections);
    }

    [Fact]
    public async Task Cancelled_read_is_cancelled_and_the_next_one_works()
    {
        await using var run = new TraceStoreRun();
        using var cancel = new CancellationTokenSource();
        run.Traces.Script.Enqueue(FakeReply.Silence);
        Task<long> count = run.Store.CountAsync(cancel.Token);
        await run.Server.ReceivedAsync();
        await run.Server.ReceivedAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => count.WaitAsync(TestLimits.Hang, Token));
        Assert.Equal(0, await run.Store.CountAsync(Token));
    }
}
