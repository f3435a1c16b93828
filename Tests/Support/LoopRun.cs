using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A main loop with a fake view, fake sources and a clock that the test moves.</summary>
internal sealed class LoopRun : IAsyncDisposable
{
    private readonly MonitorLoop _loop;

    public LoopRun(params FakeSource[] sources)
    {
        Sources = sources;
        _loop = new MonitorLoop(View, sources, Queue, Time);
    }

    public ManualTime Time { get; } = new() { CutsFractions = true };

    public FakeView View { get; } = new();

    public EventQueue Queue { get; } = new(4096);

    public FakeSource[] Sources { get; }

    /// <summary>The exit code, once the loop has ended.</summary>
    public Task<int> Ended { get; private set; } = Task.FromResult(-1);

    public async Task StartAsync()
    {
        Ended = Task.Run(_loop.RunAsync);
        await SettleAsync();
        foreach (FakeSource source in Sources)
        {
            await source.Started;
        }
    }

    public Task<int> EndedAsync() => Ended.WaitAsync(TestLimits.Hang);

    public Task EndAsync() => _loop.DisposeAsync().AsTask();

    public void Press(char key) => Queue.PublishInput(new MonitorEvent.Input(new TerminalInput.Key(Key.Of(key))));

    public void Count(long documents) => Assert.True(Queue.TryPublish(new SourceEvent.CountRead(documents)));

    /// <summary>Waits until the loop sleeps, with everything applied that was published before, and what follows from it done.</summary>
    public async Task SettleAsync()
    {
        using var limit = new CancellationTokenSource(TestLimits.Hang);
        for (int round = 0; round < 2; round++)
        {
            int before = Time.Changes;
            Queue.Wake();
            while (Time.Changes == before && !Ended.IsCompleted)
            {
                limit.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }
    }

    public async Task PassAsync(TimeSpan time)
    {
        Time.Advance(time);
        await SettleAsync();
    }

    public Task PassAsync(double milliseconds) => PassAsync(TimeSpan.FromMilliseconds(milliseconds));

    public async ValueTask DisposeAsync()
    {
        Queue.Publish(new MonitorEvent.Stop(0));
        Task ended = Ended;
        await ended.WaitAsync(TestLimits.Hang).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Time.RunUntilAsync(EndAsync());
    }
}
