using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class MongoClusterTests
{
    private static readonly TraceQueries Queries = new(TraceStoreFilter.None);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_that_DNS_lists_are_connected_to_with_the_options_that_it_adds()
    {
        await using var server = new FakeMongod(_ => null);
        var options = new MongoClientOptions
        {
            Database = "t",
            Version = "0.1",
            SrvResolver = new FakeSrvResolver([new MongoHost("127.0.0.1", server.Port)], "authSource=dns"),
        };
        using var cluster = new MongoCluster(
            MongoUri.Parse("mongodb+srv://u:p@db.example.com/?tls=false"), options, TimeProvider.System);

        await Assert.ThrowsAsync<MongoException>(() => cluster.SelectAsync(Token)); // no login is scripted

        Assert.Contains("\"saslSupportedMechs\":\"dns.u\"", server.Requests[0].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_is_kept_between_commands()
    {
        await using var server = new FakeMongod(request => request.Name == "count" ? FakeReply.Ok("""{"n":1}""") : null);
        using MongoCluster cluster = ClusterOf(server.Uri);

        await CountAsync(cluster);
        await CountAsync(cluster);

        Assert.Equal(["isMaster", "count", "count"], server.Requests.Select(request => request.Name));
        Assert.Equal(1, server.Connections);
    }

    [Fact]
    public async Task Old_answer_to_hello_is_asked_for_again_on_the_same_connection()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(_ => null);
        using MongoCluster cluster = ClusterOf(server.Uri, time);
        await cluster.SelectAsync(Token);

        time.Advance(TimeSpan.FromMinutes(2));
        await cluster.SelectAsync(Token);
        await cluster.SelectAsync(Token);

        Assert.Equal(
            ["""{"hello":1,"$db":"admin"}"""],
            server.Requests.Skip(1).Select(request => request.Json));
    }

    [Fact]
    public async Task Server_time_runs_on_from_what_hello_told()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(_ => FakeReply.Ok("""{"maxWireVersion":21,"localTime":{"$date":1000000}}"""));
        using MongoCluster cluster = ClusterOf(server.Uri, time);
        await cluster.SelectAsync(Token);

        time.Advance(TimeSpan.FromSeconds(7));

        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1007), cluster.ServerTime);
    }

    [Theory]
    [InlineData("""{"maxWireVersion":21}""", false)]
    [InlineData("""{"maxWireVersion":21,"msg":"isdbgrid"}""", true)]
    [InlineData("""{"maxWireVersion":21,"setName":"rs0","me":"a:1","secondary":true}""", true)]
    public async Task Read_preference_is_sent_unless_the_server_is_a_standalone(string hello, bool isSent)
    {
        await using var server = new FakeMongod(request => FakeReply.Ok(request.Name == "count" ? """{"n":1}""" : hello));
        using MongoCluster cluster = ClusterOf(server.Uri + "?directConnection=true");

        await CountAsync(cluster);

        Assert.Equal(
            isSent,
            server.Commands[0].Json.Contains(""","$readPreference":{"mode":"primaryPreferred"}}""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Cursor_that_stays_open_is_read_to_its_end()
    {
        await using var server = new FakeMongod(request => request.Name switch
        {
            "aggregate" => FakeReply.Batch(99, "firstBatch", """{"_id":1}""", """{"_id":2}"""),
            "getMore" when request.Body.GetProperty("getMore").GetRawText().Contains("\"99\"", StringComparison.Ordinal) =>
                FakeReply.Batch(0, "nextBatch", """{"_id":3}"""),
            _ => null,
        });
        using MongoCluster cluster = ClusterOf(server.Uri);
        int documents = 0;

        await cluster.ReadAsync(Queries.Newest(10, "_id", null, isPlain: false), _ => documents++, Token);

        Assert.Equal(3, documents);
        Assert.Equal(
            """{"getMore":{"$numberLong":"99"},"collection":"traces","batchSize":11,"$db":"t"}""", server.Commands[1].Json);
    }

    [Fact]
    public async Task Cursor_that_never_ends_is_killed()
    {
        await using var server = new FakeMongod(request => request.Name switch
        {
            "aggregate" => FakeReply.Batch(99, "firstBatch", """{"_id":1}"""),
            "getMore" => FakeReply.Batch(99, "nextBatch", """{"_id":1}""", """{"_id":2}"""),
            "killCursors" => FakeReply.Ok(),
            _ => null,
        });
        using MongoCluster cluster = ClusterOf(server.Uri);
        int documents = 0;

        await cluster.ReadAsync(Queries.Newest(10, "_id", null, isPlain: false), _ => documents++, Token);

        Assert.Equal(10, documents);
        Assert.Equal("""{"killCursors":"traces","cursors":[{"$numberLong":"99"}],"$db":"t"}""", server.Commands[^1].Json);
    }

    [Fact]
    public async Task Cursor_of_empty_batches_without_end_is_an_error()
    {
        await using var server = new FakeMongod(request => request.Name switch
        {
            "aggregate" => FakeReply.Batch(99, "firstBatch"),
            "getMore" => FakeReply.Batch(99, "nextBatch"),
            _ => null,
        });
        using MongoCluster cluster = ClusterOf(server.Uri);

        MongoException error = await Assert.ThrowsAsync<MongoException>(
            () => cluster.ReadAsync(Queries.Newest(10, "_id", null, isPlain: false), _ => { }, Token));

        Assert.EndsWith("goes on sending batches and does not end its answer", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Error_of_the_server_is_told_in_one_short_line_and_keeps_the_connection()
    {
        string message = "not authorized\\n\\u001b[31m" + new string('x', 1000);
        await using var server = new FakeMongod(request =>
            request.Name == "count" ? FakeReply.Error(13, "Unauthorized", message) : null);
        using MongoCluster cluster = ClusterOf(server.Uri);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));
        await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        string expected = $"server error 13 (Unauthorized) from {server.Address}: not authorized  [31mxxx";
        Assert.StartsWith(expected, thrown.Message, StringComparison.Ordinal);
        Assert.EndsWith("x; give MONGO_URL a user that may read this database", thrown.Message, StringComparison.Ordinal);
        Assert.InRange(thrown.Message.Length, 150, 300);
        Assert.Equal(1, server.Connections);
    }

    [Theory]
    [InlineData(50, true)]
    [InlineData(262, true)]
    [InlineData(13, false)]
    public async Task Server_that_is_too_slow_is_told_apart(int code, bool isTooSlow)
    {
        await using var server = new FakeMongod(request => request.Name == "count" ? FakeReply.Error(code) : null);
        using MongoCluster cluster = ClusterOf(server.Uri);

        StoreException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal(isTooSlow, thrown.IsTooSlow);
    }

    [Theory]
    [InlineData("""{"maxWireVersion":5}""")]
    [InlineData("{}")]
    public async Task Server_before_3_6_is_refused(string hello)
    {
        await using var server = new FakeMongod(_ => FakeReply.Ok(hello));
        using MongoCluster cluster = ClusterOf(server.Uri);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => cluster.SelectAsync(Token));

        Assert.Contains("older than MongoDB 3.6", thrown.Message, StringComparison.Ordinal);
    }

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(Queries.Count(null, null), Token);

    private static MongoCluster ClusterOf(string uri, TimeProvider? time = null) =>
        new(MongoUri.Parse(uri), new MongoClientOptions { Database = "t", Version = "0.1" }, time ?? TimeProvider.System);
}
