using System.Threading.Channels;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class StorePollerLoginTests
{
    [Fact]
    public async Task Refused_login_is_not_tried_again_soon()
    {
        var time = new ManualTime();
        var poller = new StorePoller(
            new RefusingStore(), new StorePollerOptions { Refresh = TimeSpan.FromSeconds(2) }, time, new Random(1));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var failed = new TaskCompletionSource<SourceStatus>();
        Task run = poller.RunAsync(Publish, Channel.CreateUnbounded<SourceRequest>().Reader, stop.Token);

        SourceStatus status = await failed.Task.WaitAsync(TestLimits.Hang, stop.Token);

        Assert.Equal("refused", status.Error);
        Assert.Equal(time.Now() + TimeSpan.FromMinutes(1), status.RetryAt);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);

        bool Publish(SourceEvent published)
        {
            if (published is SourceEvent.StatusChanged { Status.Error: not null } changed)
            {
                failed.TrySetResult(changed.Status);
            }

            return true;
        }
    }

    private sealed class RefusingStore : ITraceStore
    {
        public string Name => "refusing";

        public Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation) => throw Refusal();

        public Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation) => throw Refusal();

        public Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation) => throw Refusal();

        public Task<ChangePage> ReadChangesAsync(CancellationToken cancellation) => throw Refusal();

        public Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation) => throw Refusal();

        public Task<long> CountAsync(CancellationToken cancellation) => throw Refusal();

        public Task DisconnectAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static StoreException Refusal() => new("refused") { IsLoginRefused = true };
    }
}
