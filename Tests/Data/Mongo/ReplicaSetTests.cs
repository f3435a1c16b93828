using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>A replica set as the client lives through it, over real connections.</summary>
public sealed class ReplicaSetTests
{
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Primary_is_found_from_a_secondary()
    {
        await using var set = new FakeReplicaSet(3);
        using MongoCluster cluster = ClusterOf(set.Members[2].Uri);

        Assert.Equal(0, await CountAsync(cluster));
    }

    [Fact]
    public async Task Each_member_costs_one_connection()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(3);
        using MongoCluster cluster = ClusterOf(set.Uri, time);
        for (int i = 0; i < 10; i++)
        {
            await CountAsync(cluster);
            time.Advance(Poll);
        }

        Assert.All(set.Members, member => Assert.InRange(member.Connections, 0, 1));
        Assert.Equal([10, 0, 0], set.Received("count"));
    }

    [Fact]
    public async Task Stepdown_between_polls_is_followed_by_the_next_one()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(3);
        using MongoCluster cluster = ClusterOf(set.Uri, time);
        long before = await CountAsync(cluster);

        set.Elect(1);
        time.Advance(Poll);

        Assert.Equal((0, 1), (before, await CountAsync(cluster)));
        Assert.Equal(1, cluster.ServerChanges);
        Assert.Equal([1, 1, 0], set.Received("count"));
    }

    [Theory]
    [InlineData(10107)]
    [InlineData(13435)]
    [InlineData(11602)]
    public async Task Stepdown_during_a_read_is_followed_by_its_retry(int code)
    {
        FakeReplicaSet? set = null;
        await using FakeReplicaSet stepping = new(3, (member, request) =>
        {
            if (request.Name != "count" || member != 0)
            {
                return null;
            }

            set!.Elect(2);
            return FakeReply.Error(code);
        });
        set = stepping;
        using MongoCluster cluster = ClusterOf(set.Uri);

        Assert.Equal(2, await CountAsync(cluster));
        Assert.Equal([1, 0, 1], set.Received("count"));
    }

    [Fact]
    public async Task Without_a_primary_a_secondary_is_read_from_until_there_is_one()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(2);
        using MongoCluster cluster = ClusterOf(set.Uri, time);
        set.Elect(-1);
        await CountAsync(cluster);

        set.Elect(1);
        time.Advance(Poll);

        Assert.Equal(1, await CountAsync(cluster));
    }

    [Fact]
    public async Task Primary_that_missed_an_election_is_not_read_from()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(3);
        string former = set.Hello(0);
        using MongoCluster cluster = ClusterOf(set.Uri, time);
        await CountAsync(cluster);

        set.Spoil(0, FakeReply.Ok(former));
        set.Elect(1);

        // Nothing but the others' own heartbeat can tell; it goes on beside the reads.
        for (int polls = 0; cluster.ServerChanges == 0; polls++)
        {
            Assert.InRange(polls, 0, 10_000);
            time.Advance(Poll);
            await CountAsync(cluster);
        }

        time.Advance(Poll);
        Assert.Equal(1, await CountAsync(cluster));
        time.Advance(Poll);
        Assert.Equal(1, await CountAsync(cluster));
        Assert.Equal(1, cluster.ServerChanges);
    }

    [Fact]
    public async Task Mode_primary_without_a_primary_says_so()
    {
        await using var set = new FakeReplicaSet(2);
        set.Elect(-1);
        using MongoCluster cluster = ClusterOf(set.Uri + "&readPreference=primary");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal(
            "replica set rs0 has no primary now; readPreference=primaryPreferred reads from the others meanwhile", thrown.Message);
    }

    [Theory]
    [InlineData("secondary&readPreferenceTags=dc:ny", 1)]
    [InlineData("secondary&readPreferenceTags=dc:sf,rack:2", 3)]
    [InlineData("secondary&readPreferenceTags=dc:tokyo&readPreferenceTags=dc:ny", 1)]
    [InlineData("secondaryPreferred&readPreferenceTags=dc:tokyo", 0)]
    [InlineData("nearest&readPreferenceTags=dc:home", 0)]
    public async Task Tags_choose_the_member(string preference, int expected)
    {
        await using var set = new FakeReplicaSet(4);
        set.Tags[0] = """{"dc":"home"}""";
        set.Tags[1] = """{"dc":"ny"}""";
        set.Tags[2] = """{"dc":"sf","rack":"1"}""";
        set.Tags[3] = """{"dc":"sf","rack":"2"}""";
        using MongoCluster cluster = ClusterOf($"{set.Uri}&readPreference={preference}");

        Assert.Equal(expected, await CountAsync(cluster));
    }

    [Fact]
    public async Task Tags_that_no_member_has_are_told()
    {
        await using var set = new FakeReplicaSet(2);
        using MongoCluster cluster = ClusterOf(set.Uri + "&readPreference=secondary&readPreferenceTags=dc:ny");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal(
            "in replica set rs0 no server suits readPreference=secondary with its tags; check MONGO_URL", thrown.Message);
    }

    [Fact]
    public async Task Member_that_is_read_from_stays_it_while_it_suits()
    {
        var time = new ManualTime();
        await using var set = new FakeReplicaSet(4);
        using MongoCluster cluster = ClusterOf(set.Uri + "&readPreference=nearest", time);
        long first = await CountAsync(cluster);
        for (int i = 0; i < 20; i++)
        {
            time.Advance(Poll);
            Assert.Equal(first, await CountAsync(cluster));
        }

        Assert.Equal(0, cluster.ServerChanges);
    }

    [Fact]
    public async Task Set_of_another_name_is_told()
    {
        await using var set = new FakeReplicaSet(1);
        using MongoCluster cluster = ClusterOf($"{set.Members[0].Uri}?replicaSet=other");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal(
            $"{set.Members[0].Address} is a member of replica set rs0, not of other; check replicaSet in MONGO_URL", thrown.Message);
    }

    [Fact]
    public async Task Names_that_cannot_be_reached_bring_the_hint_of_the_direct_connection()
    {
        await using var set = new FakeReplicaSet(1);
        using var refusing = LoopbackPort.Refusing();
        int port = refusing.Port;
        set.Spoil(0, FakeReply.Ok(
            $$"""{"maxWireVersion":21,"setName":"rs0","isWritablePrimary":true,"hosts":["127.0.0.1:{{port}}"],"me":"127.0.0.1:{{port}}"}"""));
        using MongoCluster cluster = ClusterOf(set.Members[0].Uri);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));

        Assert.Equal(
            $"try directConnection=true in MONGO_URL, or make known here how replica set rs0 calls its member, 127.0.0.1:{port}: "
                + $"connection refused by 127.0.0.1:{port}; is MongoDB running there?",
            thrown.Message);
    }

    [Theory]
    [InlineData("", "primaryPreferred")]
    [InlineData("&readPreference=primary", "primaryPreferred")]
    [InlineData("&readPreference=nearest", "nearest")]
    public async Task Direct_connection_reads_from_the_one_named_whatever_it_is(string options, string sentMode)
    {
        await using var set = new FakeReplicaSet(3);
        using MongoCluster cluster = ClusterOf($"{set.Members[1].Uri}?directConnection=true{options}");

        Assert.Equal(1, await CountAsync(cluster));
        Assert.Equal(sentMode, set.Members[1].Commands[0].Body.GetProperty("$readPreference").GetProperty("mode").GetString());
        Assert.Equal([0, 1, 0], set.Members.Select(member => member.Connections));
    }

    [Fact]
    public async Task Cursor_stays_with_its_member()
    {
        FakeReplicaSet? set = null;
        await using FakeReplicaSet reading = new(2, (_, request) =>
        {
            set!.Elect(1);
            return request.Name == "aggregate"
                ? FakeReply.Batch(9, "firstBatch", """{"_id":1}""")
                : FakeReply.Batch(0, "nextBatch", """{"_id":2}""");
        });
        set = reading;
        using MongoCluster cluster = ClusterOf(set.Uri);
        int documents = 0;
        MongoCommand newest = new TraceQueries(TraceStoreFilter.None).Newest(10, "_id", null, isPlain: false);

        await cluster.ReadAsync(newest, _ => documents++, Token);

        Assert.Equal(2, documents);
        Assert.Equal([1, 0], set.Received("getMore"));
    }

    [Fact]
    public async Task Arbiter_is_not_logged_in_to()
    {
        await using var arbiter = new FakeMongod(request => request.Name is "isMaster" or "hello"
            ? FakeReply.Ok("""{"maxWireVersion":21,"setName":"rs0","arbiterOnly":true,"hosts":[],"arbiters":["127.0.0.1:1"]}""")
            : FakeReply.Error(18));
        using var cluster = new MongoCluster(
            MongoUri.Parse($"mongodb://u:p@{arbiter.Address}/?directConnection=true"), Options, new ManualTime());

        await cluster.SelectAsync(Token);

        Assert.Empty(arbiter.Commands);
    }

    /// <summary>The limits are far away: clocks that a test moves must not run into them.</summary>
    private static MongoClientOptions Options =>
        new() { Database = "t", Version = "0.1", ConnectLimit = TimeSpan.FromHours(10), AnswerMargin = TimeSpan.FromHours(10) };

    private static Task<long> CountAsync(MongoCluster cluster) => cluster.CountAsync(
        MongoCommand.Count("traces", BsonLiteral.Document("{}"), TimeSpan.FromSeconds(1)), Token).WaitAsync(TestLimits.Hang, Token);

    private static MongoCluster ClusterOf(string uri, TimeProvider? time = null) =>
        new(MongoUri.Parse(uri), Options, time ?? new ManualTime());
}
