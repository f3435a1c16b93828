using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>Which of what DNS says is followed.</summary>
public sealed class SrvResolverTests
{
    private const string Name = "_mongodb._tcp.db.example.com";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Servers_are_found_under_their_name_and_encrypted()
    {
        FakeZone zone = FakeZone.Of([(Name, "a.example.com", 27017), (Name, "b.example.com", 27018)]);
        await using var server = new FakeNameServer(query => zone.Answer(query));

        MongoUri uri = (await ResolveAsync(server, "mongodb+srv://u:p@DB.example.com./x?appName=y")).Uri;

        Assert.Equal(["a.example.com:27017", "b.example.com:27018"], uri.Hosts.Select(host => host.Address));
        Assert.Equal(("u", "p", "x", "y"), (uri.Credential!.Username, uri.Credential.Password, uri.Credential.Source, uri.Options.AppName));
        Assert.True(uri.Options.Tls.IsOn);
        Assert.False(uri.IsSrv);
        Assert.Equal(
            [(Name, DnsBytes.Srv), ("db.example.com", DnsBytes.Txt)], server.Queries.Select(query => (query.Name, query.Type)));
    }

    [Theory]
    [InlineData("db.example.com", "a.example.com", true)]
    [InlineData("db.example.com", "a.b.example.com", true)]
    [InlineData("db.example.com", "A.EXAMPLE.COM", true)]
    [InlineData("db.example.com", "example.com", false)]
    [InlineData("db.example.com", "evilexample.com", false)]
    [InlineData("db.example.com", "example.com.evil.net", false)]
    [InlineData("db.example.com", "a.example.org", false)]
    [InlineData("a.db.example.com", "b.example.com", false)]
    [InlineData("example.com", "a.example.com", true)]
    [InlineData("example.com", "example.com", false)]
    [InlineData("example.com", "b.com", false)]
    [InlineData("localhost", "a.localhost", true)]
    [InlineData("localhost", "localhost", false)]
    public async Task Server_outside_of_the_domain_is_not_followed(string host, string target, bool isFollowed)
    {
        FakeZone zone = FakeZone.Of([($"_mongodb._tcp.{host}", target, 27017)]);
        await using var server = new FakeNameServer(query => zone.Answer(query));
        Task<SrvAnswer> resolving = ResolveAsync(server, $"mongodb+srv://{host}/");

        if (isFollowed)
        {
            Assert.Equal(target.ToLowerInvariant(), Assert.Single((await resolving).Uri.Hosts).Name);
        }
        else
        {
            MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => resolving);
            Assert.Equal(
                $"DNS lists {target}:27017 as a server of {host}, which is outside of its domain: it is not trusted; "
                    + "check MONGO_URL and the name service",
                thrown.Message);
        }
    }

    [Fact]
    public async Task Name_without_servers_is_told()
    {
        await using var server = new FakeNameServer(query => query.Reply(0x8183));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(
            () => ResolveAsync(server, "mongodb+srv://user:hunter2@db.example.com/"));

        Assert.Equal(
            $"DNS lists no servers under {Name}; check the host in MONGO_URL, or name the servers in a mongodb:// connection string",
            thrown.Message);
    }

    [Theory]
    [InlineData("", 27017)]
    [InlineData("a.example.com", 0)]
    public async Task Service_that_is_not_offered_is_no_server(string target, int port)
    {
        FakeZone zone = FakeZone.Of([(Name, target, (ushort)port)]);
        await using var server = new FakeNameServer(query => zone.Answer(query));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => ResolveAsync(server, "mongodb+srv://db.example.com/"));

        Assert.StartsWith("DNS lists no servers", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb+srv://db..example.com/")]
    [InlineData("mongodb+srv://d%C3%A4.example.com/")]
    [InlineData("mongodb+srv://db.example.com/?srvServiceName=a%20b")]
    public async Task Name_that_no_host_has_is_refused_unasked(string uri)
    {
        await using var server = new FakeNameServer(query => query.Reply());

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => ResolveAsync(server, uri));

        Assert.Contains("is no name that can be looked up in DNS", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(server.Queries);
    }

    [Theory]
    [InlineData("tls=false")]
    [InlineData("authSource")]
    [InlineData("replicaSet=a&replicaSet=b")]
    [InlineData("authSource=")]
    [InlineData("loadBalanced=maybe")]
    [InlineData("something")]
    public async Task Options_that_DNS_may_not_set_are_refused(string text)
    {
        FakeZone zone = FakeZone.Of([(Name, "a.example.com", 27017)], ("db.example.com", text));
        await using var server = new FakeNameServer(query => zone.Answer(query));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => ResolveAsync(server, "mongodb+srv://db.example.com/"));

        Assert.Equal(
            "the TXT record of db.example.com holds something else than authSource, replicaSet, loadBalanced", thrown.Message);
    }

    [Fact]
    public async Task Second_text_is_refused()
    {
        FakeZone zone = FakeZone.Of(
            [(Name, "a.example.com", 27017)], ("db.example.com", "authSource=a"), ("db.example.com", "replicaSet=b"));
        await using var server = new FakeNameServer(query => zone.Answer(query));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => ResolveAsync(server, "mongodb+srv://db.example.com/"));

        Assert.Equal("DNS has several TXT records for db.example.com, where one at most may be", thrown.Message);
    }

    [Fact]
    public async Task Options_of_DNS_count_where_the_string_has_none()
    {
        FakeZone zone = FakeZone.Of([(Name, "a.example.com", 27017)], ("db.example.com", "authSource=dns&replicaSet=rs0"));
        await using var server = new FakeNameServer(query => zone.Answer(query));

        MongoUri uri = (await ResolveAsync(server, "mongodb+srv://u:p@db.example.com/?authSource=ours")).Uri;

        Assert.Equal(("ours", "rs0"), (uri.Credential!.Source, uri.Options.ReplicaSet));
    }

    [Fact]
    public async Task Options_of_DNS_that_contradict_the_string_are_told_without_its_password()
    {
        FakeZone zone = FakeZone.Of([(Name, "a.example.com", 27017)], ("db.example.com", "loadBalanced=true"));
        await using var server = new FakeNameServer(query => zone.Answer(query));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(
            () => ResolveAsync(server, "mongodb+srv://user:hunter2@db.example.com/?replicaSet=rs0"));

        Assert.StartsWith("what DNS says of db.example.com cannot be used: ", thrown.Message, StringComparison.Ordinal);
        Assert.Contains("loadBalanced=true and replicaSet exclude each other", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task So_many_servers_as_wanted_are_chosen_by_lot()
    {
        FakeZone zone = FakeZone.Of([.. Enumerable.Range(0, 10).Select(i => (Name, $"s{i}.example.com", (ushort)27017))]);
        await using var server = new FakeNameServer(query => zone.Answer(query));
        var chosen = new HashSet<string>();
        for (int seed = 0; seed < 20; seed++)
        {
            MongoUri uri = (await ResolveAsync(server, "mongodb+srv://db.example.com/?srvMaxHosts=2", seed)).Uri;
            Assert.Equal(2, uri.Hosts.Distinct().Count());
            chosen.UnionWith(uri.Hosts.Select(host => host.Name));
        }

        Assert.InRange(chosen.Count, 6, 10);
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(59, 60)]
    [InlineData(61, 61)]
    [InlineData(86_400, 61)] // the other record's
    public async Task List_holds_as_long_as_its_shortest_record_but_a_minute(uint seconds, int expected)
    {
        await using var server = new FakeNameServer(query => query.Type == DnsBytes.Srv
            ? query.Reply(DnsBytes.SrvRecord("a.example.com", 1, seconds), DnsBytes.SrvRecord("b.example.com", 1, Math.Min(seconds, 61)))
            : query.Reply(0x8183));

        SrvAnswer answer = await ResolveAsync(server, "mongodb+srv://db.example.com/");

        Assert.Equal(expected, answer.ValidFor.TotalSeconds);
    }

    [Fact]
    public async Task Looking_again_keeps_what_is_still_listed_and_leaves_out_what_is_not_trusted()
    {
        FakeZone zone = FakeZone.Of(
        [
            (Name, "b.example.com", 27017), (Name, "c.example.com", 27017), (Name, "d.example.com", 27017), (Name, "a.evil.net", 27017),
        ]);
        await using var server = new FakeNameServer(query => zone.Answer(query));

        SrvServers? all = await ResolveAgainAsync(server, "", "a", "b");
        SrvServers? two = await ResolveAgainAsync(server, "?srvMaxHosts=2", "a", "b");

        Assert.Equal("b.example.com c.example.com d.example.com", NamesOf(all));
        Assert.Matches("^b.example.com [cd].example.com$", NamesOf(two));
        Assert.All(server.Queries, query => Assert.Equal(DnsBytes.Srv, query.Type));
    }

    [Fact]
    public async Task Looking_again_in_vain_takes_no_server_away()
    {
        FakeZone foreign = FakeZone.Of([(Name, "a.evil.net", 27017)]);
        await using var lying = new FakeNameServer(query => foreign.Answer(query));
        await using var failing = new FakeNameServer(query => query.Reply(0x8182));
        await using var empty = new FakeNameServer(query => query.Reply());

        Assert.Null(await ResolveAgainAsync(lying, "", "a"));
        Assert.Null(await ResolveAgainAsync(failing, "", "a"));
        Assert.Null(await ResolveAgainAsync(empty, "", "a"));
    }

    private static string NamesOf(SrvServers? servers) => string.Join(' ', servers!.Hosts.Select(host => host.Name));

    private static SrvResolver ResolverOf(FakeNameServer server, int seed) => new(new DnsClient(() => [server.Address]), new Random(seed));

    private static Task<SrvAnswer> ResolveAsync(FakeNameServer server, string uri, int seed = 1) =>
        ResolverOf(server, seed).ResolveAsync(MongoUri.Parse(uri), new Deadline(TestLimits.Hang, TimeProvider.System), Token);

    private static Task<SrvServers?> ResolveAgainAsync(FakeNameServer server, string options, params string[] known) =>
        ResolverOf(server, 1).ResolveAgainAsync(
            MongoUri.Parse($"mongodb+srv://db.example.com/{options}"),
            [.. known.Select(name => new MongoHost($"{name}.example.com", 27017))],
            new Deadline(TestLimits.Hang, TimeProvider.System),
            Token);
}
