using System.Runtime.InteropServices;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>What goes over the wire, and what happens when it is not what it should be.</summary>
public sealed class MongoConnectionTests
{
    private static readonly TraceQueries Queries = new(TraceStoreFilter.None);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task First_message_is_exactly_the_handshake()
    {
        await using var server = new FakeMongod(_ => null);
        using MongoCluster cluster = ClusterOf(server);

        await cluster.SelectAsync(Token);

        string os = OperatingSystem.IsLinux() ? "Linux" : OperatingSystem.IsMacOS() ? "Darwin" : "Windows";
        string architecture = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? "x86_64" : "aarch64";
        byte[] body = TestBson.Document(
            $$"""
            {"isMaster":1,"helloOk":true,"compression":[],
             "client":{"application":{"name":"tracellm-monitor"},"driver":{"name":"tracellm","version":"0.1"},
              "os":{"type":"{{os}}","architecture":"{{architecture}}"},"platform":".NET {{Environment.Version.Major}}"},
             "$db":"admin"}
            """);
        byte[] header = [.. BitConverter.GetBytes(21 + body.Length), 1, 0, 0, 0, 0, 0, 0, 0, 0xdd, 7, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(Convert.ToHexString([.. header, .. body]), Convert.ToHexString(server.Requests[0].Message));
    }

    [Fact]
    public async Task Reply_that_comes_byte_by_byte_is_read()
    {
        await using var server = new FakeMongod(request =>
            FakeReply.Ok(request.Name == "count" ? """{"n":24}""" : FakeMongod.Hello) with { IsSplit = true });
        using MongoCluster cluster = ClusterOf(server);

        Assert.Equal(24, await CountAsync(cluster));
    }

    [Fact]
    public async Task Reply_far_above_the_usual_size_is_read()
    {
        string filler = new('x', 1_000_000);
        await using var server = new FakeMongod(request =>
            request.Name == "count" ? FakeReply.Ok($$"""{"a":"{{filler}}","n":24}""") : null);
        using MongoCluster cluster = ClusterOf(server);

        Assert.Equal(24, await CountAsync(cluster));
        Assert.Equal(24, await CountAsync(cluster));
    }

    [Fact]
    public async Task Reply_to_another_request_closes_the_connection()
    {
        byte[] body = TestBson.Document("""{"ok":1,"n":1}""");

        MongoException thrown = await FailAsync(FakeReply.Raw(id => FakeReply.Frame(body, id + 1)));

        Assert.Contains("answers another request", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Second_reply_to_one_request_closes_the_connection()
    {
        byte[] body = TestBson.Document("""{"ok":1,"n":1}""");

        FakeReply twice = FakeReply.Raw(id => [.. FakeReply.Frame(body, id), .. FakeReply.Frame(body, id)]);
        MongoException thrown = await FailAsync(twice);

        Assert.Contains("more than one reply", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Truncated_reply_is_a_closed_connection()
    {
        byte[] body = TestBson.Document("""{"ok":1,"n":1}""");

        MongoException thrown = await FailAsync(FakeReply.Raw(id => FakeReply.Frame(body, id)[..^3]) with { ThenClose = true });

        Assert.Contains("closed the connection", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oversized_reply_is_refused_by_its_header()
    {
        MongoException thrown = await FailAsync(FakeReply.Raw(_ => [0xff, 0xff, 0xff, 0x7f, .. new byte[12]]));

        Assert.Contains("length is impossible", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_of_another_kind_is_named_as_such()
    {
        MongoException thrown = await FailAsync(FakeReply.Raw(_ => "HTTP/1.0 400 Bad Request\r\n\r\n"u8.ToArray()));

        Assert.Contains("does not speak MongoDB's protocol", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Connection_closed_before_the_reply_is_told()
    {
        MongoException thrown = await FailAsync(FakeReply.Close);

        Assert.Contains("closed the connection", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_server_is_given_up_when_its_time_is_over()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(request => request.Name == "count" ? FakeReply.Silence : null);
        using MongoCluster cluster = ClusterOf(server, time);
        await cluster.SelectAsync(Token);
        Task<long> count = CountAsync(cluster);
        await time.ArmedAsync(TimeSpan.FromSeconds(6));

        time.Advance(TimeSpan.FromSeconds(6));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => count.WaitAsync(TestLimits.Hang, Token));
        Assert.Equal($"no answer from {server.Address} within 6 s; check MongoDB and MONGO_URL", thrown.Message);
    }

    [Fact]
    public async Task Slow_drip_does_not_stretch_the_time()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(request => request.Name == "count" ? FakeReply.Raw(_ => [100]) : null);
        using MongoCluster cluster = ClusterOf(server, time);
        await cluster.SelectAsync(Token);
        Task<long> count = CountAsync(cluster);
        await time.ArmedAsync(TimeSpan.FromSeconds(6));
        await server.ReceivedAsync();
        await server.ReceivedAsync();

        time.Advance(TimeSpan.FromSeconds(6));

        await Assert.ThrowsAsync<MongoException>(() => count.WaitAsync(TestLimits.Hang, Token));
    }

    [Fact]
    public async Task Black_hole_is_given_up_within_the_limit_for_connecting()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(_ => FakeReply.Silence);
        using MongoCluster cluster = ClusterOf(server, time);
        Task select = cluster.SelectAsync(Token);
        await server.ReceivedAsync();

        time.Advance(TimeSpan.FromSeconds(5));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => select.WaitAsync(TestLimits.Hang, Token));
        Assert.Equal($"no answer from {server.Address} within 5 s; check MongoDB and MONGO_URL", thrown.Message);
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_at_once_and_as_cancelled()
    {
        await using var server = new FakeMongod(request => request.Name == "count" ? FakeReply.Silence : null);
        using MongoCluster cluster = ClusterOf(server, new ManualTime());
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await cluster.SelectAsync(Token);
        await server.ReceivedAsync();
        Task<long> count = cluster.CountAsync(Queries.Count(null, null), cancel.Token);
        await server.ReceivedAsync();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => count.WaitAsync(TestLimits.Hang, Token));
    }

    [Fact]
    public async Task Refused_connection_says_where()
    {
        int port;
        await using (var server = new FakeMongod(_ => null))
        {
            port = server.Port;
        }

        using var cluster = new MongoCluster(MongoUri.Parse($"mongodb://127.0.0.1:{port}"), Options, TimeProvider.System);
        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => cluster.SelectAsync(Token));

        Assert.Equal($"connection refused by 127.0.0.1:{port}; is MongoDB running there?", thrown.Message);
    }

    [Fact]
    public async Task Name_with_several_addresses_is_tried_until_one_answers()
    {
        await using var server = new FakeMongod(_ => null);
        using var cluster = new MongoCluster(MongoUri.Parse($"mongodb://localhost:{server.Port}"), Options, TimeProvider.System);

        Assert.Equal($"localhost:{server.Port}", (await cluster.SelectAsync(Token)).Host.Address);
    }

    [Fact]
    public async Task Missing_unix_socket_is_told_with_its_path()
    {
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N") + ".sock");
        MongoUri uri = MongoUri.Parse($"mongodb://{Uri.EscapeDataString(path)}/");
        using var cluster = new MongoCluster(uri, Options, TimeProvider.System);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => cluster.SelectAsync(Token));

        Assert.Equal($"there is no socket at {path}; is MongoDB running there?", thrown.Message);
    }

    private static MongoClientOptions Options => new() { Database = "t", Version = "0.1" };

    private static MongoCluster ClusterOf(FakeMongod server, TimeProvider? time = null) =>
        new(MongoUri.Parse(server.Uri), Options, time ?? TimeProvider.System);

    private static Task<long> CountAsync(MongoCluster cluster) =>
        cluster.CountAsync(Queries.Count(null, null), Token);

    /// <summary>A count that gets only this answer must fail, and the next one must work, on another connection.</summary>
    private static async Task<MongoException> FailAsync(FakeReply reply)
    {
        bool isSpoilt = true;
        await using var server = new FakeMongod(request =>
            request.Name != "count" ? null : isSpoilt ? reply : FakeReply.Ok("""{"n":24}"""));
        using MongoCluster cluster = ClusterOf(server);

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => CountAsync(cluster));
        Assert.Contains(server.Address, thrown.Message, StringComparison.Ordinal);
        isSpoilt = false;
        Assert.Equal(24, await CountAsync(cluster));
        int retries = thrown.IsRetryable ? 1 : 0;
        Assert.Equal(2 + retries, server.Connections);
        return thrown;
    }
}
