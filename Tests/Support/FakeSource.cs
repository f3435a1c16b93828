using System.Threading.Channels;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A source that does nothing by itself, or what the test gives it to do.</summary>
/// <param name="run">Its life after it was started; null: it waits to be cancelled.</param>
internal sealed class FakeSource(Func<CancellationToken, Task>? run = null) : IEventSource
{
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ChannelReader<SourceRequest>? _requests;

    /// <summary>Called at the start.</summary>
    public Action Starting { get; init; } = () => { };

    public Task Started => _started.Task.WaitAsync(TestLimits.Hang);

    public Task Cancelled => _cancelled.Task.WaitAsync(TestLimits.Hang);

    public async Task RunAsync(
        Func<SourceEvent, bool> publish, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        Starting();
        _requests = requests;
        await using CancellationTokenRegistration registration = cancellation.Register(_cancelled.SetResult);
        _started.SetResult();
        await (run ?? (token => Task.Delay(Timeout.Infinite, token)))(cancellation);
    }

    /// <summary>The next request that it gets.</summary>
    public async Task<SourceRequest> RequestAsync()
    {
        await Started;
        return await _requests!.ReadAsync().AsTask().WaitAsync(TestLimits.Hang);
    }

    public bool TryTakeRequest(out SourceRequest? request) => _requests!.TryRead(out request);
}
