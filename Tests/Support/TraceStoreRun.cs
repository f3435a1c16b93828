using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A store over a fake collection, both on one clock that the test moves.</summary>
internal sealed class TraceStoreRun : IAsyncDisposable
{
    /// <param name="changes">A change stream that the store is to follow; null: it polls.</param>
    public TraceStoreRun(TraceStoreFilter? filter = null, TimeSpan serverAhead = default, FakeChangeStream? changes = null)
    {
        ServerAhead = serverAhead;
        Traces = new FakeTraces(() => ServerTime);
        Server = new FakeMongod(request => changes?.Answer(request) ?? Traces.Answer(request));
        Store = new MongoTraceStore(
            new MongoStoreOptions
            {
                Uri = MongoUri.Parse(Server.Uri + "?directConnection=true"),
                Client = new MongoClientOptions { Database = "tracellm", Version = "0.1" },
                Filter = filter ?? TraceStoreFilter.None,
                FollowsChanges = changes is not null,
            },
            Time);
    }

    /// <summary>Our clock.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>By how much the server's clock is ahead of ours.</summary>
    public TimeSpan ServerAhead { get; }

    public DateTimeOffset ServerTime => Time.GetUtcNow() + ServerAhead;

    public FakeTraces Traces { get; }

    public FakeMongod Server { get; }

    public MongoTraceStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Reads all pages there are.</summary>
    public async Task<List<Trace>> SweepAsync()
    {
        List<Trace> traces = [];
        ChangePage page;
        do
        {
            page = await Store.ReadChangesAsync(Token);
            Assert.False(page.MustReanchor);
            traces.AddRange(page.Traces);
        }
        while (page.HasMore);
        return traces;
    }

    /// <summary>Reads again whenever the store rings, until something holds; whatever came by then.</summary>
    public async Task<List<Trace>> SweepUntilAsync(Func<List<Trace>, bool> holds)
    {
        List<Trace> traces = [];
        while (true)
        {
            Store.Bell!.WasRung();
            traces.AddRange(await SweepAsync());
            if (holds(traces))
            {
                return traces;
            }

            await Store.Bell.WaitAsync(Token).WaitAsync(TestLimits.Hang, Token);
        }
    }

    public async Task<string[]> SweepIdsAsync() => [.. (await SweepAsync()).Select(trace => trace.TraceId)];

    public Task<StoreTotals> TotalsAsync() => Store.ReadTotalsAsync(Token);

    public Task<IReadOnlyList<Trace>> NewestAsync(int count = 10) => Store.ReadNewestAsync(count, Token);

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Server.DisposeAsync();
    }
}
