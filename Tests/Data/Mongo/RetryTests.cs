using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>A read is tried twice at most, and only where the second time can help (MongoDB specifications, retryable
/// reads).</summary>
public sealed class RetryTests
{
    private const string Router = """{"maxWireVersion":21,"helloOk":true,"msg":"isdbgrid"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<int> PassingCodes => [6, 7, 89, 91, 134, 189, 262, 9001, 10107, 11600, 11602, 13435, 13436];

    [Theory]
    [MemberData(nameof(PassingCodes))]
    public async Task Error_that_may_pass_is_retried_once(int code)
    {
        await using FakeMongod server = ServerOf(FakeReply.Error(code), failures: 1);
        using MongoCluster cluster = ClusterOf(server.Uri);

        Assert.Equal(5, await CountAsync(cluster));
        Assert.Equal(2, server.Commands.Count);
    }

    [Theory]
    [MemberData(nameof(PassingCodes))]
    public async Task Error_that_stays_is_told_after_one_retry(int code)
    {
        await using FakeMongod server = ServerOf(FakeReply.Error(code), failures: 100);
        using MongoCluster cluster = ClusterOf(server.Uri);

        Assert.Equal(code, (await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster))).Code);
        Assert.Equal(2, server.Commands.Count);
    }

    [Theory]
    [InlineData(13)]
    [InlineData(18)]
    [InlineData(50)]
    [InlineData(59)]
    [InlineData(96)]
    [InlineData(292)]
    public async Task Error_that_another_try_would_meet_again_is_told_at_once(int code)
    {
        await using FakeMongod server = ServerOf(FakeReply.Error(code), failures: 1);
        using MongoCluster cluster = ClusterOf(server.Uri);

        Assert.Equal(code, (await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster))).Code);
        Assert.Single(server.Commands);
    }

    [Fact]
    public async Task Broken_connection_is_retried_on_a_new_one()
    {
        await using FakeMongod server = ServerOf(FakeReply.Close, failures: 1);
        using MongoCluster cluster = ClusterOf(server.Uri);

        Assert.Equal(5, await CountAsync(cluster));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Old_server_that_gives_no_code_is_understood_by_its_text()
    {
        await using FakeMongod server = ServerOf(FakeReply.Error(0, "", "not master and slaveOk=false"), failures: 1);
        using MongoCluster cluster = ClusterOf(server.Uri);

        Assert.Equal(5, await CountAsync(cluster));
    }

    [Fact]
    public async Task Greeting_that_is_cut_off_is_tried_again()
    {
        int hellos = 0;
        await using var server = new FakeMongod(request =>
            request.Name == "count" ? FakeReply.Ok("""{"n":5}""") : hellos++ == 0 ? FakeReply.Close : null);
        using MongoCluster cluster = ClusterOf(server.Uri);

        Assert.Equal(5, await CountAsync(cluster));
    }

    [Fact]
    public async Task Connection_that_died_between_polls_is_replaced_unnoticed()
    {
        var time = new ManualTime();
        int hellos = 0;
        await using var server = new FakeMongod(request =>
            request.Name == "count" ? FakeReply.Ok("""{"n":5}""") : ++hellos == 2 ? FakeReply.Close : null);
        using MongoCluster cluster = ClusterOf(server.Uri, time);
        await CountAsync(cluster);

        time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal(5, await CountAsync(cluster));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Machine_that_slept_connects_anew()
    {
        var time = new ManualTime();
        await using FakeMongod server = ServerOf(FakeReply.Ok(), failures: 0);
        using MongoCluster cluster = ClusterOf(server.Uri, time);
        await CountAsync(cluster);

        time.Leap(TimeSpan.FromHours(8));

        await CountAsync(cluster);
        await CountAsync(cluster);
        Assert.Equal(2, server.Connections);
        Assert.Equal(0, cluster.ServerChanges);
    }

    [Fact]
    public async Task Rest_of_an_answer_is_not_asked_for_twice()
    {
        await using var server = new FakeMongod(request => request.Name switch
        {
            "aggregate" => FakeReply.Batch(9, "firstBatch", """{"_id":1}"""),
            "getMore" => FakeReply.Close,
            _ => null,
        });
        using MongoCluster cluster = ClusterOf(server.Uri);
        MongoCommand newest = new TraceQueries(TraceStoreFilter.None).Newest(10, "_id", null, isPlain: false);

        await Assert.ThrowsAsync<MongoException>(() => cluster.ReadAsync(newest, _ => { }, Token));

        Assert.Equal(["aggregate", "getMore"], server.Commands.Select(command => command.Name));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Retry_goes_to_another_router(bool isConnectionBroken)
    {
        int failed = 0;
        FakeReply? Script(FakeRequest request) =>
            request.Name != "count" ? FakeReply.Ok(Router)
            : Interlocked.Increment(ref failed) > 1 ? FakeReply.Ok("""{"n":5}""")
            : isConnectionBroken ? FakeReply.Close : FakeReply.Error(134);
        await using var first = new FakeMongod(Script);
        await using var second = new FakeMongod(Script);
        using MongoCluster cluster = ClusterOf($"mongodb://{first.Address},{second.Address}/");

        Assert.Equal(5, await CountAsync(cluster));
        Assert.Equal((1, 1), (first.Commands.Count, second.Commands.Count));
        Assert.Equal(1, cluster.ServerChanges);
    }

    [Fact]
    public async Task Router_that_is_down_is_passed_over()
    {
        await using var up = new FakeMongod(request => FakeReply.Ok(request.Name == "count" ? """{"n":5}""" : Router));
        using var refusing = LoopbackPort.Refusing();
        using MongoCluster cluster = ClusterOf($"mongodb://127.0.0.1:{refusing.Port},{up.Address}/");

        Assert.Equal(5, await CountAsync(cluster));
        Assert.Equal(1, up.Connections);
    }

    [Fact]
    public async Task Standalone_among_several_is_refused_by_name()
    {
        await using FakeMongod server = ServerOf(FakeReply.Ok(), failures: 0);
        using var refusing = LoopbackPort.Refusing();
        using MongoCluster cluster = ClusterOf($"mongodb://{server.Address},127.0.0.1:{refusing.Port}/");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Contains(
            $"{server.Address} is a standalone and no part of several; name it alone in MONGO_URL",
            thrown.Message,
            StringComparison.Ordinal);
    }

    /// <summary>A standalone whose counts fail at first.</summary>
    private static FakeMongod ServerOf(FakeReply failure, int failures)
    {
        int counts = 0;
        return new FakeMongod(request =>
            request.Name != "count" ? null : counts++ < failures ? failure : FakeReply.Ok("""{"n":5}"""));
    }

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(
        MongoCommand.Count("traces", BsonLiteral.Document("{}"), TimeSpan.FromSeconds(1)), Token).WaitAsync(TestLimits.Hang, Token);

    private static MongoCluster ClusterOf(string uri, TimeProvider? time = null) =>
        new(MongoUri.Parse(uri), new MongoClientOptions { Database = "t", Version = "0.1" }, time ?? new ManualTime());
}
