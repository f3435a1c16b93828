using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Tests.Data.Mongo.Topology;

public sealed class ServerSelectorTests
{
    private static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(10);

    [Theory]
    [InlineData("primary", true, "p")]
    [InlineData("primary", false, "")]
    [InlineData("primaryPreferred", true, "p")]
    [InlineData("primaryPreferred", false, "s1 s2")]
    [InlineData("secondary", true, "s1 s2")]
    [InlineData("secondaryPreferred", true, "s1 s2")]
    [InlineData("nearest", true, "p s1 s2")]
    [InlineData("nearest", false, "s1 s2")]
    public void Mode_chooses_the_members(string mode, bool hasPrimary, string expected) =>
        Assert.Equal(expected, Select(new ReadPreference { Mode = mode }, Set(hasPrimary)));

    [Theory]
    [InlineData("dc:ny", "s1")]
    [InlineData("dc:sf", "")]
    [InlineData("dc:sf|dc:ny", "s1")]
    [InlineData("dc:ny,rack:1", "")]
    [InlineData("", "s1 s2")]
    public void First_set_of_tags_that_fits_decides(string sets, string expected)
    {
        var preference = new ReadPreference
        {
            Mode = "secondary",
            TagSets = [.. sets.Split('|').Select(set => set.Split(',', StringSplitOptions.RemoveEmptyEntries)
                .Select(tag => KeyValuePair.Create(tag.Split(':')[0], tag.Split(':')[1])).ToArray())],
        };

        Assert.Equal(expected, Select(preference, Set()));
    }

    [Theory]
    [InlineData("p", "primaryPreferred", "s1 s2")]
    [InlineData("s1", "secondary", "s2")]
    [InlineData("p", "primary", "p")]
    public void Server_that_just_failed_is_taken_only_when_no_other_fits(string failed, string mode, string expected)
    {
        IReadOnlyList<ServerDescription> found = new ServerSelector(new ReadPreference { Mode = mode }, Heartbeat)
            .Suitable(Set(), host => host.Name == failed);

        Assert.Equal(expected, Names(found));
    }

    [Fact]
    public void Member_that_lags_behind_is_left_out()
    {
        var preference = new ReadPreference { Mode = "secondary", MaxStaleness = TimeSpan.FromSeconds(90) };

        Assert.Equal("s1", Select(preference, Set(lag: TimeSpan.FromSeconds(81))));
        Assert.Equal("s1 s2", Select(preference, Set(lag: TimeSpan.FromSeconds(80))));
        Assert.Equal("s1", Select(preference, Set(hasPrimary: false, lag: TimeSpan.FromSeconds(81))));
    }

    [Theory]
    [InlineData(10, 89, "maxStalenessSeconds must be at least 90; check MONGO_URL")]
    [InlineData(120, 100, "maxStalenessSeconds must be at least 130; check MONGO_URL")]
    public void Staleness_that_cannot_be_told_is_refused(int heartbeat, int limit, string expected)
    {
        var preference = new ReadPreference { Mode = "secondary", MaxStaleness = TimeSpan.FromSeconds(limit) };
        var selector = new ServerSelector(preference, TimeSpan.FromSeconds(heartbeat));

        Assert.Equal(expected, Assert.Throws<MongoException>(() => selector.Suitable(Set())).Message);
    }

    [Fact]
    public void Latency_window_begins_at_the_fastest()
    {
        IReadOnlyList<ServerDescription> window =
            ServerSelector.InLatencyWindow(Set().Servers, TimeSpan.FromMilliseconds(15));

        Assert.Equal("p s1", Names(window)); // 10, 25 and 26 ms
        Assert.Empty(ServerSelector.InLatencyWindow([], TimeSpan.FromMilliseconds(15)));
    }

    private static string Select(ReadPreference preference, TopologyDescription topology) =>
        Names(new ServerSelector(preference, Heartbeat).Suitable(topology));

    private static string Names(IEnumerable<ServerDescription> servers) => string.Join(' ', servers.Select(server => server.Host.Name));

    private static TopologyDescription Set(bool hasPrimary = true, TimeSpan lag = default)
    {
        ServerDescription primary = Member("p", hasPrimary ? ServerType.Primary : ServerType.Unknown, 10, TimeSpan.Zero);
        ServerDescription near = Member("s1", ServerType.Secondary, 25, TimeSpan.Zero) with { Tags = [KeyValuePair.Create("dc", "ny")] };
        return new TopologyDescription
        {
            Type = hasPrimary ? TopologyType.ReplicaSetWithPrimary : TopologyType.ReplicaSetNoPrimary,
            SetName = "rs",
            Servers = [primary, near, Member("s2", ServerType.Secondary, 26, lag)],
        };
    }

    private static ServerDescription Member(string name, ServerType type, int roundTripMs, TimeSpan lag) => new()
    {
        Host = new MongoHost(name, MongoHost.DefaultPort),
        Type = type,
        MaxWireVersion = ServerDescription.NewestWireVersion,
        RoundTrip = TimeSpan.FromMilliseconds(roundTripMs),
        LastWrite = DateTimeOffset.UnixEpoch.AddDays(1) - lag,
    };
}
