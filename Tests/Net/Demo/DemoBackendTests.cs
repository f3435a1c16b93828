using System.Threading.Channels;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Net.Demo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net.Demo;

public sealed class DemoBackendTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly CancellationTokenSource _stop = new();

    private DemoBackend _backend = null!;
    private Task _serving = Task.CompletedTask;

    public ValueTask InitializeAsync()
    {
        _backend = new DemoBackend(1, null, _time);
        _serving = _backend.RunAsync(_stop.Token);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.WaitAsync(TestLimits.Hang).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _backend.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Real_feed_gets_traces_within_the_first_second()
    {
        await using var feed = new FeedRun(FeedRun.Options(_time, _backend.Port));
        await feed.StatusAsync(SourceState.Connected);

        _time.Advance(TimeSpan.FromMilliseconds(300));

        Trace trace = await feed.TraceAsync();
        Assert.True(trace is { TraceId.Length: 36, PromptPreview.Length: > 0, LatencyMs: > 0 });
    }

    [Fact]
    public async Task Everything_announced_is_in_the_store()
    {
        using FeedConnection connection = await ConnectAsync();
        var announced = Channel.CreateUnbounded<SourceEvent>();
        Task listening = ListenAsync(connection, announced.Writer.TryWrite);
        var ids = new HashSet<string>();
        while (ids.Count < 60)
        {
            Task<SourceEvent> next = announced.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();
            await _time.RunUntilAsync(next);
            ids.Add(Assert.Single(Assert.IsType<SourceEvent.TracesAnnounced>(await next).Traces).TraceId);
        }

        IReadOnlyList<Trace> stored = await _backend.Store.ReadNewestAsync(2000, TestContext.Current.CancellationToken);

        Assert.Superset(ids, stored.Select(trace => trace.TraceId).ToHashSet());
        Assert.False(listening.IsCompleted);
    }

    [Fact]
    public async Task Connection_breaks_after_a_minute_and_a_new_one_is_taken()
    {
        using FeedConnection connection = await ConnectAsync();
        Task listening = ListenAsync(connection, _ => true);

        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(listening.IsCompleted);
        await _time.RunUntilAsync(listening);

        Assert.True(FeedConnection.IsConnectionFailure(listening.Exception!.InnerException!));
        using FeedConnection next = await ConnectAsync();
    }

    private Task<FeedConnection> ConnectAsync() =>
        new EndpointProbe(FeedRun.Options(_time, _backend.Port)).FindAsync(TestContext.Current.CancellationToken);

    /// <summary>Listens without a watch: the clock may run faster than the socket.</summary>
    private Task ListenAsync(FeedConnection connection, Func<SourceEvent, bool> publish) =>
        connection.ListenAsync(new FeedOutbox(publish), null, new Alarm(_time));
}
