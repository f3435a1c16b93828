using System.Net;
using System.Net.WebSockets;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceFeedReconnectTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Refused_feed_is_unavailable_and_says_when_it_tries_again()
    {
        using var port = LoopbackPort.Refusing();
        await using var feed = new FeedRun(FeedRun.Options(_time, port.Port));

        SourceStatus status = await feed.WaitingAsync();

        Assert.Equal(SourceState.Unavailable, status.State);
        Assert.Equal($"connection refused at 127.0.0.1:{port.Port}", status.Error);
        Assert.Equal(1, status.Failures);
        Assert.InRange(status.RetryAt!.Value - _time.Now(), TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Waits_double_up_to_thirty_seconds()
    {
        using var port = LoopbackPort.Refusing();
        await using var feed = new FeedRun(FeedRun.Options(_time, port.Port));

        foreach (int ceiling in (int[])[1, 2, 4, 8, 16, 30, 30])
        {
            Assert.InRange((await WaitAsync(feed)).TotalSeconds, ceiling * 0.8, ceiling);
        }
    }

    [Fact]
    public async Task Lost_connection_is_reconnecting_with_its_reason_and_comes_back()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        (await backend.ClientAsync()).Abort();

        SourceStatus status = await feed.WaitingAsync();
        Assert.Equal(SourceState.Reconnecting, status.State);
        Assert.Equal($"the connection to 127.0.0.1:{backend.Port} was lost", status.Error);
        Assert.Equal(0, status.Failures);

        _time.Advance(status.RetryAt!.Value - _time.Now());
        await feed.StatusAsync(SourceState.Connected);
    }

    [Fact]
    public async Task Closed_connection_names_the_close_code()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        await (await backend.ClientAsync()).CloseAsync((WebSocketCloseStatus)1012);

        Assert.Equal("the backend closed the connection (1012)", (await feed.WaitingAsync()).Error);
    }

    [Fact]
    public async Task Short_lived_connections_do_not_reset_the_wait()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));

        foreach (int ceiling in (int[])[1, 2, 4])
        {
            TestBackendClient client = await backend.ClientAsync();
            await feed.StatusAsync(SourceState.Connected);
            _time.Advance(TimeSpan.FromSeconds(9.9));
            client.Abort();
            Assert.InRange((await WaitAsync(feed)).TotalSeconds, ceiling * 0.8, ceiling);
        }
    }

    [Fact]
    public async Task Connection_of_ten_seconds_resets_the_wait()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));

        for (int round = 0; round < 3; round++)
        {
            TestBackendClient client = await backend.ClientAsync();
            await feed.StatusAsync(SourceState.Connected);
            _time.Advance(TimeSpan.FromSeconds(10));
            await client.SendAsync(SampleMessages.Ordinary);
            await feed.TraceAsync();
            client.Abort();
            Assert.InRange((await WaitAsync(feed)).TotalSeconds, 0.8, 1);
        }
    }

    [Fact]
    public async Task Peer_that_falls_silent_behind_its_welcome_does_not_reset_the_wait()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));

        foreach (int ceiling in (int[])[1, 2, 4])
        {
            TestBackendClient client = await backend.ClientAsync();
            client.AnswersPings = false;
            await feed.StatusAsync(SourceState.Connected);
            await _time.ArmedAsync(TimeSpan.FromSeconds(10));
            _time.Advance(TimeSpan.FromSeconds(10));
            await client.ReceivedAsync();
            await _time.ArmedAsync(TimeSpan.FromSeconds(18));
            _time.Advance(TimeSpan.FromSeconds(18));
            Assert.InRange((await WaitAsync(feed)).TotalSeconds, ceiling * 0.8, ceiling);
        }
    }

    [Fact]
    public async Task Every_reconnect_probes_again_from_the_given_port()
    {
        var given = LoopbackPort.Refusing();
        int givenPort = given.Port;
        await using TestBackend other = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, givenPort, other.Port));
        Assert.Equal($"port {other.Port}", (await feed.StatusAsync(SourceState.Connected)).Name);

        given.Dispose();
        await using TestBackend back = await TestBackend.StartAsync(port: givenPort);
        (await other.ClientAsync()).Abort();
        await WaitAsync(feed);

        Assert.Equal("", (await feed.StatusAsync(SourceState.Connected)).Name);
    }

    [Fact]
    public async Task Every_reconnect_resolves_the_name_anew()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        int lookups = 0;
        var options = FeedRun.Options(_time, backend.Port) with
        {
            Host = "backend.test",
            ResolveAsync = (_, _) => Task.FromResult<IPAddress[]>([lookups++ == 0 ? IPAddress.Parse("127.0.0.2") : IPAddress.Loopback]),
        };
        await using var feed = new FeedRun(options);

        Assert.Equal($"connection refused at backend.test:{backend.Port}", (await feed.WaitingAsync()).Error);
        _time.Advance(TimeSpan.FromSeconds(1));

        await feed.StatusAsync(SourceState.Connected);
    }

    /// <summary>The length of the next wait; lets it pass.</summary>
    private async Task<TimeSpan> WaitAsync(FeedRun feed)
    {
        TimeSpan wait = (await feed.WaitingAsync()).RetryAt!.Value - _time.Now();
        _time.Advance(wait);
        return wait;
    }
}
