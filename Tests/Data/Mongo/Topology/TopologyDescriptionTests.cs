using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo.Topology;

public sealed class TopologyDescriptionTests
{
    private const int Wire50 = 13;
    private const int Wire60 = 17;

    [Theory]
    [InlineData("mongodb://a/", "Unknown")]
    [InlineData("mongodb://a,b/", "Unknown")]
    [InlineData("mongodb://a/?directConnection=true", "Single")]
    [InlineData("mongodb://a/?directConnection=true&replicaSet=rs", "Single")]
    [InlineData("mongodb://a/?directConnection=false", "Unknown")]
    [InlineData("mongodb://a/?replicaSet=rs", "ReplicaSetNoPrimary")]
    [InlineData("mongodb://a/?loadBalanced=true", "LoadBalanced")]
    public void Connection_string_says_what_to_expect(string uri, string expected) =>
        Assert.Equal(expected, Of(uri).Type.ToString());

    [Fact]
    public void Primary_names_the_members_that_there_are()
    {
        TopologyDescription topology = Of("mongodb://A,b/").After(Primary("a", 1, 1) with { Members = [Host("a"), Host("c")] });

        Assert.Equal((TopologyType.ReplicaSetWithPrimary, "rs"), (topology.Type, topology.SetName));
        Assert.Equal("a:Primary c:Unknown", Show(topology));
    }

    [Fact]
    public void Secondary_adds_members_and_takes_none_away()
    {
        ServerDescription secondary = Member("b", ServerType.Secondary) with { Members = [Host("b"), Host("c")], Primary = Host("c") };

        Assert.Equal("a:Unknown b:Secondary c:PossiblePrimary", Show(Of("mongodb://a,b/").After(secondary)));
    }

    [Fact]
    public void Member_by_another_name_leads_to_its_own()
    {
        ServerDescription secondary = Member("a", ServerType.Secondary) with { Members = [Host("inside")], Me = Host("inside") };

        TopologyDescription topology = Of("mongodb://a/").After(secondary);

        Assert.Equal("inside:Unknown", Show(topology));
        Assert.Equal("a:27017 is inside:27017 to its replica set rs", topology.Removal);
    }

    [Theory]
    [InlineData(Wire60, 1, 3, true)]
    [InlineData(Wire60, 3, 1, false)]
    [InlineData(Wire50, 1, 3, false)]
    [InlineData(Wire50, 3, 1, true)]
    public void Newer_primary_is_told_by_election_or_configuration(int wire, int setVersion, int election, bool isNewer)
    {
        TopologyDescription topology = Of("mongodb://a,b/?replicaSet=rs")
            .After(Told("a", 1, 1))
            .After(Told("b", 2, 2))
            .After(Told("a", setVersion, election));

        Assert.Equal(isNewer ? "a:Primary b:Unknown" : "a:Unknown b:Primary", Show(topology));

        ServerDescription Told(string name, int version, int by) =>
            Primary(name, version, by) with { MaxWireVersion = wire, Members = [Host("a"), Host("b")] };
    }

    [Fact]
    public void Older_answer_of_the_same_process_is_left_out()
    {
        ServerDescription now = Primary("a", 1, 1) with { TopologyVersion = new(Id(1), 5) };
        TopologyDescription topology = Of("mongodb://a/?replicaSet=rs").After(now);

        TopologyDescription late = topology.After(Member("a", ServerType.Secondary) with { TopologyVersion = new(Id(1), 4) });
        TopologyDescription restarted = topology.After(Member("a", ServerType.Secondary) with { TopologyVersion = new(Id(2), 1) });

        Assert.Same(topology, late);
        Assert.Equal(ServerType.Secondary, restarted.Find(Host("a"))!.Type);
    }

    [Fact]
    public void Server_that_was_struck_off_says_nothing_any_more()
    {
        TopologyDescription topology = Of("mongodb://a/");

        Assert.Same(topology, topology.After(Primary("b", 1, 1)));
    }

    [Theory]
    [InlineData("Standalone", null, "a:27017 is not a member of replica set rs")]
    [InlineData("Primary", "other", "a:27017 is a member of replica set other, not of rs")]
    public void Stranger_is_struck_off_with_the_reason(string type, string? setName, string expected)
    {
        TopologyDescription topology = Of("mongodb://a,b/?replicaSet=rs").After(Member("a", Enum.Parse<ServerType>(type)) with { SetName = setName });

        Assert.Equal("b:Unknown", Show(topology));
        Assert.StartsWith(expected, topology.Removal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10107, 7, 1)] // before 4.2 the server closed them
    [InlineData(10107, 8, 0)]
    [InlineData(91, 21, 1)]
    [InlineData(11600, 21, 1)]
    public void State_change_makes_a_server_unknown(int code, int wire, int generation)
    {
        TopologyDescription topology = Known().After(new ServerFailure(Host("a"), Error(code), 0, wire));

        ServerDescription server = topology.Find(Host("a"))!;
        Assert.Equal((ServerType.Unknown, generation), (server.Type, server.Generation));
        Assert.Equal(TopologyType.ReplicaSetNoPrimary, topology.Type);
    }

    [Fact]
    public void Broken_connection_makes_a_server_unknown_and_throws_the_others_away()
    {
        var failure = new ServerFailure(Host("a"), NetworkError.ConnectionClosed("a"), 0, 21);
        TopologyDescription topology = Known().After(failure);

        Assert.Equal(1, topology.Find(Host("a"))!.Generation);
        Assert.Same(topology, topology.After(failure)); // another of the connections that are thrown away
        Assert.Equal(1, topology.After(Primary("a", 1, 1)).Find(Host("a"))!.Generation);
    }

    [Fact]
    public void Failure_that_tells_nothing_of_the_server_changes_nothing()
    {
        TopologyDescription topology = Known();

        Assert.Same(topology, topology.After(new ServerFailure(Host("a"), NetworkError.NoAnswer("a", default), 0, 21)));
        Assert.Same(topology, topology.After(new ServerFailure(Host("a"), Error(50), 0, 21)));
        Assert.Same(topology, topology.After(new ServerFailure(Host("b"), Error(10107), 0, 21)));
    }

    [Fact]
    public void Answers_are_averaged_until_the_server_is_lost()
    {
        TopologyDescription topology = Known()
            .After(Primary("a", 1, 1) with { RoundTrip = TimeSpan.FromMilliseconds(10) })
            .After(Primary("a", 1, 1) with { RoundTrip = TimeSpan.FromMilliseconds(20) });

        Assert.Equal(TimeSpan.FromMilliseconds(12), topology.Find(Host("a"))!.RoundTrip);
        Assert.Null(topology.After(ServerDescription.Unknown(Host("a"))).Find(Host("a"))!.RoundTrip);
    }

    [Theory]
    [InlineData(0, 5, "a:27017 is older than MongoDB 3.6, which is needed at least")]
    [InlineData(26, 30, "a:27017 is too new a MongoDB for this client")]
    [InlineData(0, 6, null)]
    [InlineData(25, 30, null)]
    public void Servers_of_other_times_are_not_used(int min, int max, string? expected)
    {
        ServerDescription server = Member("a", ServerType.Mongos) with { MinWireVersion = min, MaxWireVersion = max };

        Assert.Equal(expected, Of("mongodb://a/").After(server).Incompatibility);
    }

    [Fact]
    public void Changed_list_of_seeds_keeps_what_is_known_of_those_that_stay()
    {
        TopologyDescription topology = Of("mongodb://a,b/").After(Member("b", ServerType.Mongos));

        Assert.Equal("b:Mongos c:Unknown", Show(topology.WithSeeds([Host("b"), Host("c")])));
        Assert.Equal("a:Primary", Show(Known().WithSeeds([Host("b")]))); // a replica set tells its members itself
    }

    private static TopologyDescription Of(string uri) => TopologyDescription.Of(MongoUri.Parse(uri));

    private static TopologyDescription Known() => Of("mongodb://a/?replicaSet=rs").After(Primary("a", 1, 1));

    private static MongoHost Host(string name) => new(name, MongoHost.DefaultPort);

    private static ObjectId Id(byte last) => new([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]);

    private static ServerDescription Member(string name, ServerType type) => new()
    {
        Host = Host(name),
        Type = type,
        MaxWireVersion = ServerDescription.NewestWireVersion,
        SetName = "rs",
    };

    private static ServerDescription Primary(string name, long setVersion, int election) => Member(name, ServerType.Primary) with
    {
        SetVersion = setVersion,
        ElectionId = Id((byte)election),
        Members = [Host(name)],
    };

    private static MongoException Error(int code) => Assert.Throws<MongoException>(
        () => ServerError.ThrowIfFailed(TestBson.Document($$"""{"ok":0,"code":{{code}}}"""), "a"));

    private static string Show(TopologyDescription topology) =>
        string.Join(' ', topology.Servers.Select(server => $"{server.Host.Name}:{server.Type}"));
}
