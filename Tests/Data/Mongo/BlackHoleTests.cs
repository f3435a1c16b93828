using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>Three members, one of which takes connections and never answers. The limit for connecting is far away, so that a read
/// which waited for that member would hang.</summary>
public sealed class BlackHoleTests
{
    private static readonly TimeSpan FarLimit = TimeSpan.FromHours(1);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Silent_secondary_delays_nothing(int silent)
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(3);
        set.Spoil(silent, FakeReply.Silence);
        using MongoCluster cluster = ClusterOf(set, time);

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(0, await CountAsync(cluster));
            time.Advance(TimeSpan.FromSeconds(2));
        }
    }

    [Fact]
    public async Task Silent_primary_is_waited_for_once_and_a_secondary_read_from()
    {
        await using var set = new FakeReplicaSet(3);
        set.Spoil(0, FakeReply.Silence);
        using MongoCluster cluster = ClusterOf(set, TimeProvider.System);

        Assert.NotEqual(0, await CountAsync(cluster));
        Assert.NotEqual(0, await CountAsync(cluster));
        Assert.Equal(1, set.Members[0].Connections);
    }

    [Fact]
    public async Task Primary_that_falls_silent_between_polls_is_left_after_half_the_limit()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(3);
        using MongoCluster cluster = ClusterOf(set, time);
        Assert.Equal(0, await CountAsync(cluster));
        await set.AllConnectedAsync();

        set.Spoil(0, FakeReply.Silence);
        time.Advance(TimeSpan.FromSeconds(2));
        Task<long> count = CountAsync(cluster);
        await time.ArmedAsync(FarLimit / 2);
        time.Advance(FarLimit / 2);
        Assert.NotEqual(0, await count);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.NotEqual(0, await CountAsync(cluster));

        // It is still being waited for in the background; when it answers, it is the primary again.
        Assert.Equal(1, set.Members[0].Connections);
    }

    [Fact]
    public async Task Silent_router_delays_nothing_once_another_is_read_from()
    {
        var time = new ManualTime();
        await using var silent = new FakeMongod(_ => FakeReply.Silence);
        await using var router = new FakeMongod(request => FakeReply.Ok(
            request.Name == "count" ? """{"n":7}""" : """{"maxWireVersion":21,"helloOk":true,"msg":"isdbgrid"}"""));
        using var cluster = new MongoCluster(
            MongoUri.Parse($"mongodb://{silent.Address},{router.Address}/"), Options, time);
        Task<long> first = CountAsync(cluster);
        await time.ArmedAsync(TimeSpan.FromSeconds(1)); // so long it waits for the other, once the router has answered
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(7, await first);

        for (int i = 0; i < 5; i++)
        {
            time.Advance(TimeSpan.FromMinutes(2));
            Assert.Equal(7, await CountAsync(cluster));
        }
    }

    private static MongoClientOptions Options => new() { Database = "t", Version = "0.1", ConnectLimit = FarLimit };

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(
        MongoCommand.Count("traces", BsonLiteral.Document("{}"), FarLimit), Token).WaitAsync(TestLimits.Hang, Token);

    private static MongoCluster ClusterOf(FakeReplicaSet set, TimeProvider time) => new(MongoUri.Parse(set.Uri), Options, time);
}
