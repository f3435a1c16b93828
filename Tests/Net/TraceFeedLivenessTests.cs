using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceFeedLivenessTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Silent_connection_is_pinged_after_ten_seconds()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.StartsWith("""{"type":"ping","ts":""", await client.ReceivedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Peer_that_answers_pings_stays_connected()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);

        for (int ping = 0; ping < 100; ping++)
        {
            // The watch looks again when the silence before the answer would have become too long.
            TimeSpan untilPing = TimeSpan.FromSeconds(ping % 2 == 0 ? 10 : 18);
            await _time.ArmedAsync(untilPing);
            _time.Advance(untilPing);
            await client.ReceivedAsync();

            // A message behind the pong: once it is here, the pong has been read.
            await client.SendAsync(TraceFeedTests.Created("{}"));
            await feed.TraceAsync();
        }

        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Black_holed_peer_is_given_up_within_thirty_seconds()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        client.AnswersPings = false;
        await feed.StatusAsync(SourceState.Connected);

        _time.Advance(TimeSpan.FromSeconds(10));
        await client.ReceivedAsync();
        await _time.ArmedAsync(TimeSpan.FromSeconds(18));
        _time.Advance(TimeSpan.FromSeconds(18));

        SourceStatus status = await feed.WaitingAsync();
        Assert.Equal((SourceState.Reconnecting, "no sign of life from the backend for 28 s"), (status.State, status.Error));
        await client.EndedAsync;
    }

    [Fact]
    public async Task Traces_alone_are_a_sign_of_life()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        client.AnswersPings = false;
        await feed.StatusAsync(SourceState.Connected);

        for (int index = 0; index < 10; index++)
        {
            _time.Advance(TimeSpan.FromSeconds(9));
            await client.SendAsync(TraceFeedTests.Created("{}"));
            await feed.TraceAsync();
        }

        Assert.False(client.HasReceived);
        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Check_pings_at_once()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);

        feed.Ask(new SourceRequest.CheckConnection());

        Assert.StartsWith("""{"type":"ping","ts":""", await client.ReceivedAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_without_an_answer_reconnects_after_five_seconds()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        client.AnswersPings = false;
        await feed.StatusAsync(SourceState.Connected);

        feed.Ask(new SourceRequest.CheckConnection());
        await client.ReceivedAsync();
        await _time.ArmedAsync(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("the backend did not answer a ping within 5 s", (await feed.WaitingAsync()).Error);
    }

    [Fact]
    public async Task Check_with_an_answer_keeps_the_connection()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);

        feed.Ask(new SourceRequest.CheckConnection());
        await client.ReceivedAsync();
        await client.SendAsync(TraceFeedTests.Created("{}"));
        await feed.TraceAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        await client.SendAsync(TraceFeedTests.Created("""{"trace_id":"still here"}"""));

        Assert.Equal("still here", (await feed.TraceAsync()).TraceId);
        Assert.Equal(1, backend.Connections);
    }

    [Fact]
    public async Task Check_while_waiting_tries_again_at_once()
    {
        using var port = LoopbackPort.Refusing();
        await using var feed = new FeedRun(FeedRun.Options(_time, port.Port));
        await feed.WaitingAsync();

        feed.Ask(new SourceRequest.CheckConnection());

        Assert.Equal(2, (await feed.WaitingAsync()).Failures);
    }
}
