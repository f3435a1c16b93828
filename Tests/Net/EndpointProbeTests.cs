using System.Net;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class EndpointProbeTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Given_port_is_taken_before_the_others()
    {
        await using TestBackend other = await TestBackend.StartAsync();
        await using TestBackend given = await TestBackend.StartAsync();

        using FeedConnection found = await FindAsync(given.Port, other.Port);

        Assert.Equal((given.Port, 0), (found.Endpoint.Port, other.Connections));
    }

    [Fact]
    public async Task Other_ports_are_tried_in_their_order()
    {
        using var given = LoopbackPort.Refusing();
        await using TestBackend web = await TestBackend.StartAsync(BackendConduct.NotFound);
        await using TestBackend first = await TestBackend.StartAsync();
        await using TestBackend second = await TestBackend.StartAsync();

        using FeedConnection found = await FindAsync(given.Port, web.Port, first.Port, second.Port);

        Assert.Equal((first.Port, 1, 0), (found.Endpoint.Port, web.Connections, second.Connections));
    }

    [Fact]
    public async Task Every_port_is_tried_once()
    {
        await using TestBackend given = await TestBackend.StartAsync(BackendConduct.NotFound);
        await using TestBackend other = await TestBackend.StartAsync(BackendConduct.NotFound);

        await FailureAsync(given.Port, other.Port, given.Port, other.Port);

        Assert.Equal((1, 1), (given.Connections, other.Connections));
    }

    [Fact]
    public async Task Other_ports_are_left_alone_when_only_the_given_one_is_wanted()
    {
        using var given = LoopbackPort.Refusing();
        await using TestBackend other = await TestBackend.StartAsync();
        var options = FeedRun.Options(_time, given.Port, other.Port) with { ProbeOtherPorts = false };

        await Assert.ThrowsAsync<FeedException>(
            () => new EndpointProbe(options).FindAsync(TestContext.Current.CancellationToken));

        Assert.Equal(0, other.Connections);
    }

    [Fact]
    public async Task Web_server_is_not_taken()
    {
        await using TestBackend web = await TestBackend.StartAsync(BackendConduct.NotFound);

        string failure = await FailureAsync(web.Port);

        Assert.Equal($"127.0.0.1:{web.Port} is not a TraceLLM backend (HTTP 404 instead of a WebSocket)", failure);
    }

    [Fact]
    public async Task WebSocket_server_without_welcome_and_pong_is_not_taken()
    {
        await using TestBackend foreign = await TestBackend.StartAsync(BackendConduct.Silent);
        await using TestBackend backend = await TestBackend.StartAsync();

        Task<FeedConnection> finding = FindAsync(foreign.Port, backend.Port);
        TestBackendClient client = await foreign.ClientAsync();
        await _time.ArmedAsync(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await client.ReceivedAsync();
        await client.SendAsync("""{"type":"ping","ts":1}""");
        _time.Advance(TimeSpan.FromMilliseconds(1500));

        using FeedConnection found = await Capped(finding);
        Assert.Equal(backend.Port, found.Endpoint.Port);
    }

    [Fact]
    public async Task WebSocket_server_that_closes_at_once_is_not_taken()
    {
        await using TestBackend foreign = await TestBackend.StartAsync(BackendConduct.ClosesAtOnce);

        string failure = await FailureAsync(foreign.Port);

        Assert.Equal($"127.0.0.1:{foreign.Port} is not a TraceLLM backend (it closed the WebSocket)", failure);
    }

    [Fact]
    public async Task Backend_without_a_welcome_is_taken_when_it_answers_our_ping()
    {
        await using TestBackend backend = await TestBackend.StartAsync(BackendConduct.NoWelcome);

        Task<FeedConnection> finding = FindAsync(backend.Port);
        await backend.ClientAsync();
        await _time.ArmedAsync(TimeSpan.FromMilliseconds(500));
        _time.Advance(TimeSpan.FromMilliseconds(500));

        using FeedConnection found = await Capped(finding);
        Assert.Equal(backend.Port, found.Endpoint.Port);
    }

    [Fact]
    public async Task Black_hole_costs_two_seconds_and_the_next_port_is_tried()
    {
        using var hole = LoopbackPort.Silent();
        await using TestBackend backend = await TestBackend.StartAsync();

        Task<FeedConnection> finding = FindAsync(hole.Port, backend.Port);
        await hole.AcceptAsync();
        _time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(finding.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(0.1));

        using FeedConnection found = await Capped(finding);
        Assert.Equal(backend.Port, found.Endpoint.Port);
    }

    [Fact]
    public async Task Every_address_of_the_name_is_tried()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        using FeedConnection found = await FindAtAsync(
            backend.Port, IPAddress.Parse("127.0.0.2"), IPAddress.Parse("127.0.0.3"), IPAddress.Loopback);

        Assert.Equal(backend.Port, found.Endpoint.Port);
    }

    [Fact]
    public async Task Dead_address_holds_the_next_one_up_for_a_quarter_of_a_second()
    {
        await using TestBackend backend = await TestBackend.StartAsync(address: IPAddress.Parse("127.0.0.2"));
        using var hole = LoopbackPort.Silent(backend.Port);

        Task<FeedConnection> finding = FindAtAsync(backend.Port, IPAddress.Loopback, IPAddress.Parse("127.0.0.2"));
        await hole.AcceptAsync();
        await _time.ArmedAsync(TimeSpan.FromMilliseconds(250));
        _time.Advance(TimeSpan.FromMilliseconds(250));

        using FeedConnection found = await Capped(finding);
        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Unknown_name_says_so()
    {
        var options = FeedRun.Options(_time, 8000) with
        {
            Host = "backend.test",
            ResolveAsync = (_, _) => Task.FromException<IPAddress[]>(new System.Net.Sockets.SocketException(11001)),
        };

        FeedException failure = await Assert.ThrowsAsync<FeedException>(
            () => new EndpointProbe(options).FindAsync(TestContext.Current.CancellationToken));

        Assert.Equal("the host name backend.test is not known", failure.Message);
    }

    [Fact]
    public async Task Lookup_that_hangs_is_given_up()
    {
        var options = FeedRun.Options(_time, 8000) with
        {
            Host = "backend.test",
            ResolveAsync = (_, _) => new TaskCompletionSource<IPAddress[]>().Task,
        };

        Task<FeedConnection> finding = new EndpointProbe(options).FindAsync(TestContext.Current.CancellationToken);
        await _time.ArmedAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));

        FeedException failure = await Assert.ThrowsAsync<FeedException>(() => Capped(finding));
        Assert.Equal("the lookup of the host name backend.test takes too long", failure.Message);
    }

    private static Task<FeedConnection> Capped(Task<FeedConnection> finding) =>
        finding.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);

    private Task<FeedConnection> FindAsync(int port, params int[] otherPorts) =>
        new EndpointProbe(FeedRun.Options(_time, port, otherPorts)).FindAsync(TestContext.Current.CancellationToken);

    private Task<FeedConnection> FindAtAsync(int port, params IPAddress[] addresses)
    {
        var options = FeedRun.Options(_time, port) with
        {
            Host = "backend.test",
            ResolveAsync = (_, _) => Task.FromResult(addresses),
        };
        return new EndpointProbe(options).FindAsync(TestContext.Current.CancellationToken);
    }

    private async Task<string> FailureAsync(int port, params int[] otherPorts) =>
        (await Assert.ThrowsAsync<FeedException>(() => Capped(FindAsync(port, otherPorts)))).Message;
}
