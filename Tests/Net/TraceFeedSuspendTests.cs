using System.Net;
using System.Net.WebSockets;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceFeedSuspendTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Suspended_feed_closes_politely_and_says_so()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);

        feed.Ask(new SourceRequest.Suspend());

        Assert.Equal(SourceState.Suspended, (await feed.StatusAsync()).State);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await client.EndedAsync);
    }

    [Fact]
    public async Task Resumed_feed_connects_anew_and_goes_on()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        await (await SuspendedAsync(backend, feed)).EndedAsync;

        feed.Ask(new SourceRequest.Resume());

        Assert.Equal(SourceState.Reconnecting, (await feed.StatusAsync()).State);
        await feed.StatusAsync(SourceState.Connected);
        await (await backend.ClientAsync()).SendAsync(TraceFeedTests.Created("""{"trace_id":"after"}"""));
        Assert.Equal("after", (await feed.TraceAsync()).TraceId);
    }

    [Fact]
    public async Task Suspended_feed_does_not_reconnect_however_long_it_lasts()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        await SuspendedAsync(backend, feed);

        feed.Ask(new SourceRequest.CheckConnection());
        feed.Ask(new SourceRequest.PollNow());
        _time.Advance(TimeSpan.FromHours(1));
        feed.Ask(new SourceRequest.Suspend());

        Assert.Equal(SourceState.Suspended, (await feed.StatusAsync()).State);
        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Suspension_is_answered_while_the_peer_is_a_black_hole()
    {
        using var port = LoopbackPort.Silent();
        await using var feed = new FeedRun(FeedRun.Options(_time, port.Port));
        await port.AcceptAsync();

        feed.Ask(new SourceRequest.Suspend());

        await feed.StatusAsync(SourceState.Suspended);
    }

    [Fact]
    public async Task Suspension_is_answered_while_waiting_and_starts_the_waits_over()
    {
        using var port = LoopbackPort.Refusing();
        await using var feed = new FeedRun(FeedRun.Options(_time, port.Port));
        await feed.WaitingAsync();
        feed.Ask(new SourceRequest.CheckConnection());
        await feed.WaitingAsync();

        feed.Ask(new SourceRequest.Suspend());
        await feed.StatusAsync(SourceState.Suspended);
        feed.Ask(new SourceRequest.Resume());

        Assert.InRange((await feed.WaitingAsync()).RetryAt!.Value - _time.Now(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task Suspension_is_answered_even_when_the_queue_was_full()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);
        feed.HasRoom = false;

        feed.Ask(new SourceRequest.Suspend());
        await client.EndedAsync;
        await _time.ArmedAsync(TimeSpan.FromMilliseconds(100));
        feed.HasRoom = true;
        _time.Advance(TimeSpan.FromMilliseconds(100));

        await feed.StatusAsync(SourceState.Suspended);
    }

    [Fact]
    public async Task Cancelled_feed_ends_while_connected()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);

        await EndsAsync(feed);
        Assert.Equal(WebSocketCloseStatus.NormalClosure, await client.EndedAsync);
    }

    [Fact]
    public async Task Cancelled_feed_ends_while_the_peer_is_a_black_hole()
    {
        using var port = LoopbackPort.Silent();
        await using var feed = new FeedRun(FeedRun.Options(_time, port.Port));
        await port.AcceptAsync();

        await EndsAsync(feed);
    }

    [Fact]
    public async Task Cancelled_feed_ends_while_the_lookup_hangs()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<IPAddress[]>();
        var options = FeedRun.Options(_time, 8000) with
        {
            Host = "backend.test",
            ResolveAsync = (_, _) =>
            {
                asked.SetResult();
                return never.Task;
            },
        };
        await using var feed = new FeedRun(options);
        await asked.Task.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);

        await EndsAsync(feed);
    }

    [Fact]
    public async Task Cancelled_feed_ends_while_suspended()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        await SuspendedAsync(backend, feed);

        await EndsAsync(feed);
    }

    private static async Task<TestBackendClient> SuspendedAsync(TestBackend backend, FeedRun feed)
    {
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);
        feed.Ask(new SourceRequest.Suspend());
        await feed.StatusAsync(SourceState.Suspended);
        return client;
    }

    /// <summary>The clock stands: what ends now waits for no timer.</summary>
    private static async Task EndsAsync(FeedRun feed)
    {
        await feed.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => feed.Running.WaitAsync(TestLimits.Hang));
    }
}
