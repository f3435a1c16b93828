using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class SeedListTests
{
    private const string Router = """{"maxWireVersion":21,"helloOk":true,"msg":"isdbgrid"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routers_that_DNS_lists_later_take_the_place_of_those_it_lists_no_more()
    {
        var time = new ManualTime();
        await using FakeMongod first = RouterOf(1);
        await using FakeMongod second = RouterOf(2);
        List<MongoHost> listed = [HostOf(first)];
        using MongoCluster cluster = ClusterOf(listed, time);
        Assert.Equal(1, await CountAsync(cluster));

        listed[0] = HostOf(second);
        Assert.Equal(1, await CountAsync(cluster)); // the first list still holds
        time.Advance(TimeSpan.FromMinutes(1));
        await CountAsync(cluster);

        Assert.Equal(2, await CountAsync(cluster));
        Assert.Equal(1, cluster.ServerChanges);
    }

    [Fact]
    public async Task Replica_set_is_not_looked_up_again()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(2);
        List<MongoHost> listed = [HostOf(set.Members[1])];
        using MongoCluster cluster = ClusterOf(listed, time);
        Assert.Equal(0, await CountAsync(cluster));

        listed[0] = new MongoHost("127.0.0.1", 1);
        for (int i = 0; i < 3; i++)
        {
            time.Advance(TimeSpan.FromMinutes(1));
            Assert.Equal(0, await CountAsync(cluster));
        }
    }

    private static FakeMongod RouterOf(int count) =>
        new(request => FakeReply.Ok(request.Name == "count" ? $$"""{"n":{{count}} }""" : Router));

    private static MongoHost HostOf(FakeMongod server) => new("127.0.0.1", server.Port);

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(
        MongoCommand.Count("traces", BsonLiteral.Document("{}"), TimeSpan.FromHours(1)), Token).WaitAsync(TestLimits.Hang, Token);

    private static MongoCluster ClusterOf(IReadOnlyList<MongoHost> listed, TimeProvider time) => new(
        MongoUri.Parse("mongodb+srv://db.example.com/?tls=false"),
        new MongoClientOptions
        {
            Database = "t",
            Version = "0.1",
            ConnectLimit = TimeSpan.FromHours(1),
            SrvResolver = new FakeSrvResolver(listed),
        },
        time);
}
