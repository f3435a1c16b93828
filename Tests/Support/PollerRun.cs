using System.Threading.Channels;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A poller over a fake store, on a clock that the test moves.</summary>
internal sealed class PollerRun : IAsyncDisposable
{
    public static readonly TimeSpan Refresh = TimeSpan.FromSeconds(2);

    private readonly Channel<SourceEvent> _events = Channel.CreateUnbounded<SourceEvent>();
    private readonly Channel<SourceRequest> _requests = Channel.CreateUnbounded<SourceRequest>();
    private readonly CancellationTokenSource _stop = new();

    public PollerRun(Func<StorePollerOptions, StorePollerOptions>? change = null)
    {
        Store = new FakeTraceStore(Time);
        var options = new StorePollerOptions { Refresh = Refresh };
        Poller = new StorePoller(Store, change?.Invoke(options) ?? options, Time, new Random(1));
    }

    public ManualTime Time { get; } = new();

    public FakeTraceStore Store { get; }

    public StorePoller Poller { get; }

    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Whether the queue to the screen takes events.</summary>
    public bool HasRoom { get; set; } = true;

    public TimeSpan Now => Time.Now();

    public void Start() => Running = Task.Run(() => Poller.RunAsync(Publish, _requests.Reader, _stop.Token));

    /// <summary>Starts, and waits until the first poll is done; what it asked and told is forgotten.</summary>
    public async Task StartAsync()
    {
        Start();
        await RestAsync(Refresh);
        Forget();
    }

    public void Forget()
    {
        Store.ForgetCalls();
        Events();
    }

    public void Ask(SourceRequest request) => _requests.Writer.TryWrite(request);

    /// <summary>Waits until the poller waits for so long.</summary>
    public Task RestAsync(TimeSpan wait) => Time.ArmedAsync(wait);

    public Task RestAsync(double seconds) => RestAsync(TimeSpan.FromSeconds(seconds));

    /// <summary>Moves the clock to the next poll of the usual interval and waits until that is done.</summary>
    public async Task PollAsync()
    {
        Time.Advance(Refresh);
        await RestAsync(Refresh);
    }

    /// <summary>Waits for the answer to a request: the next event of a kind; others before it are passed over.</summary>
    public async Task<T> NextAsync<T>()
        where T : SourceEvent
    {
        while (true)
        {
            SourceEvent next = await _events.Reader.ReadAsync().AsTask().WaitAsync(TestLimits.Hang);
            if (next is T wanted)
            {
                return wanted;
            }
        }
    }

    /// <summary>The next status.</summary>
    public async Task<SourceStatus> StatusAsync() => (await NextAsync<SourceEvent.StatusChanged>()).Status;

    /// <summary>What was published and not taken yet.</summary>
    public List<SourceEvent> Events()
    {
        List<SourceEvent> events = [];
        while (_events.Reader.TryRead(out SourceEvent? published))
        {
            events.Add(published);
        }

        return events;
    }

    /// <summary>Cancels, and waits for the end.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Running.WaitAsync(TestLimits.Hang).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private bool Publish(SourceEvent sourceEvent) => HasRoom && _events.Writer.TryWrite(sourceEvent);
}
