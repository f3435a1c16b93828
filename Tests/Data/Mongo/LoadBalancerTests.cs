using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class LoadBalancerTests
{
    private const string Behind =
        """{"maxWireVersion":21,"helloOk":true,"msg":"isdbgrid","serviceId":{"$oid":"0123456789abcdef01234567"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Load_balancer_is_told_that_it_is_known_and_is_not_looked_at_again()
    {
        var time = new ManualTime();
        await using FakeMongod server = ServerOf(Behind);
        using MongoCluster cluster = ClusterOf(server, time);

        await CountAsync(cluster);
        time.Advance(TimeSpan.FromHours(1));
        await CountAsync(cluster);

        Assert.StartsWith("""{"hello":1,"helloOk":true,"loadBalanced":true,""", server.Requests[0].Json, StringComparison.Ordinal);
        Assert.Equal(["hello", "count", "count"], server.Requests.Select(request => request.Name));
        Assert.Contains("\"$readPreference\"", server.Commands[0].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_without_a_load_balancer_is_refused()
    {
        await using FakeMongod server = ServerOf("""{"maxWireVersion":21,"helloOk":true,"msg":"isdbgrid"}""");
        using MongoCluster cluster = ClusterOf(server, TimeProvider.System);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal(
            $"{server.Address} does not serve a load balancer (it names no service); leave loadBalanced=true out of MONGO_URL",
            thrown.Message);
    }

    [Fact]
    public async Task Failure_opens_another_connection_for_the_retry()
    {
        int counts = 0;
        await using var server = new FakeMongod(request =>
            request.Name != "count" ? FakeReply.Ok(Behind)
            : counts++ == 0 ? FakeReply.Error(91)
            : FakeReply.Ok("""{"n":5}"""));
        using MongoCluster cluster = ClusterOf(server, TimeProvider.System);

        Assert.Equal(5, await CountAsync(cluster));
        Assert.Equal(2, server.Connections);
    }

    [Fact]
    public async Task Nobody_there_is_told()
    {
        using var refusing = LoopbackPort.Refusing();
        using var cluster = new MongoCluster(
            MongoUri.Parse($"mongodb://127.0.0.1:{refusing.Port}/?loadBalanced=true"),
            new MongoClientOptions { Database = "t", Version = "0.1" },
            TimeProvider.System);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal($"connection refused by 127.0.0.1:{refusing.Port}; is MongoDB running there?", thrown.Message);
    }

    private static FakeMongod ServerOf(string hello) =>
        new(request => FakeReply.Ok(request.Name == "count" ? """{"n":5}""" : hello));

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(
        MongoCommand.Count("traces", BsonLiteral.Document("{}"), TimeSpan.FromSeconds(1)), Token);

    private static MongoCluster ClusterOf(FakeMongod server, TimeProvider time) => new(
        MongoUri.Parse(server.Uri + "?loadBalanced=true"), new MongoClientOptions { Database = "t", Version = "0.1" }, time);
}
