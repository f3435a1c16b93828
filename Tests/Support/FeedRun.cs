using System.Threading.Channels;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A running feed, its requests, and what it publishes.</summary>
internal sealed class FeedRun : IAsyncDisposable
{
    private readonly Channel<SourceRequest> _requests = Channel.CreateUnbounded<SourceRequest>();
    private readonly Channel<SourceEvent> _events = Channel.CreateUnbounded<SourceEvent>();
    private readonly Channel<SourceEvent> _refused = Channel.CreateUnbounded<SourceEvent>();
    private readonly CancellationTokenSource _stop = new();

    private readonly TimeProvider _time;

    public FeedRun(TraceFeedOptions options)
    {
        _time = options.Time;
        Running = new TraceFeed(options).RunAsync(Publish, _requests.Reader, _stop.Token);
    }

    public Task Running { get; }

    /// <summary>False: the queue to the screen is full.</summary>
    public bool HasRoom { get; set; } = true;

    public static TraceFeedOptions Options(TimeProvider time, int port, params int[] otherPorts) => new()
    {
        Host = "127.0.0.1",
        Port = port,
        OtherPorts = otherPorts,
        Time = time,
        Random = new Random(1),
    };

    public void Ask(SourceRequest request) => _requests.Writer.TryWrite(request);

    public Task CancelAsync() => _stop.CancelAsync();

    /// <summary>The next event of a kind; others before it are passed over.</summary>
    public async Task<T> NextAsync<T>(Func<T, bool>? condition = null)
        where T : SourceEvent
    {
        while (true)
        {
            SourceEvent next = await _events.Reader.ReadAsync().AsTask().WaitAsync(TestLimits.Hang);
            if (next is T wanted && condition?.Invoke(wanted) != false)
            {
                return wanted;
            }
        }
    }

    /// <summary>The next status, whatever it is.</summary>
    public async Task<SourceStatus> StatusAsync() => (await NextAsync<SourceEvent.StatusChanged>()).Status;

    /// <summary>The next status of a state.</summary>
    public async Task<SourceStatus> StatusAsync(SourceState state) =>
        (await NextAsync<SourceEvent.StatusChanged>(changed => changed.Status.State == state)).Status;

    /// <summary>The next status that waits for another attempt.</summary>
    public async Task<SourceStatus> WaitingAsync()
    {
        SourceStatus status = (await NextAsync<SourceEvent.StatusChanged>(changed => changed.Status.RetryAt is not null)).Status;
        if (_time is ManualTime time)
        {
            // Time that is moved before the timer stands would be lost.
            await time.ArmedAsync(status.RetryAt!.Value - time.Now());
        }

        return status;
    }

    public async Task<Trace> TraceAsync() => Assert.Single((await NextAsync<SourceEvent.TracesAnnounced>()).Traces);

    /// <summary>Waits until the full queue has refused so many traces.</summary>
    public async Task RefusedTracesAsync(int count)
    {
        for (int seen = 0; seen < count;)
        {
            SourceEvent refused = await _refused.Reader.ReadAsync().AsTask().WaitAsync(TestLimits.Hang);
            seen += refused is SourceEvent.TracesAnnounced ? 1 : 0;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(TestLimits.Hang).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private bool Publish(SourceEvent sourceEvent)
    {
        (HasRoom ? _events : _refused).Writer.TryWrite(sourceEvent);
        return HasRoom;
    }
}
