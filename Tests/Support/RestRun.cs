using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A REST store and the server that it reads, on a clock that the test moves.</summary>
internal sealed class RestRun : IAsyncDisposable
{
    public RestRun(TraceStoreFilter? filter = null, params int[] otherPorts)
    {
        Server = new RestServer { Answer = target => Api.Answer(target) };
        Options = FeedRun.Options(Time, Server.Port, otherPorts) with { Filter = filter };
        Client = new RestClient(Options);
        Locator = new BackendLocator(Options, Client);
        Store = new BackendTraceStore(new RestTraces(Options, Locator, Client), Time);
    }

    public ManualTime Time { get; } = new();

    public FakeRestApi Api { get; } = new();

    public RestServer Server { get; }

    public TraceFeedOptions Options { get; }

    public RestClient Client { get; }

    public BackendLocator Locator { get; }

    public BackendTraceStore Store { get; }

    /// <summary>What has become of the figures by what the store said, in the poller's order.</summary>
    public TraceBook Book { get; } = new(maxTraces: 1000, TimeSpan.FromSeconds(2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async Task<StoreException> FailureAsync() =>
        await Assert.ThrowsAsync<StoreException>(() => Capped(Store.ReadNewestAsync(200, Cancellation)));

    public async Task<string[]> NewestAsync() => [.. (await Store.ReadNewestAsync(200, Cancellation)).Select(trace => trace.TraceId)];

    public Task<ChangePage> ChangesAsync() => Store.ReadChangesAsync(Cancellation);

    /// <summary>Reads as the poller does at the start and after a gap.</summary>
    public async Task AnchorAsync()
    {
        TimeSpan askedAt = Time.Now();
        Apply(new SourceEvent.NewestRead(await Store.ReadNewestAsync(200, Cancellation)));
        StoreTotals totals = await Store.ReadTotalsAsync(Cancellation);
        await PollAsync();
        Apply(new SourceEvent.TotalsRead(totals, askedAt));
    }

    /// <summary>Reads as the poller does at every interval.</summary>
    /// <returns>The last page.</returns>
    public async Task<ChangePage> PollAsync()
    {
        ChangePage page;
        TimeSpan askedAt = Time.Now();
        do
        {
            page = await ChangesAsync();
            Apply(new SourceEvent.ChangesRead(page.Traces, IsLast: !page.HasMore, !page.MustReanchor, page.SkippedDocuments, askedAt));
        }
        while (page.HasMore);
        return page;
    }

    /// <summary>Polls, and reads everything anew when that is due: as the poller does, one poll later.</summary>
    public async Task PollAndFollowAsync()
    {
        if ((await PollAsync()).MustReanchor)
        {
            await AnchorAsync();
        }
    }

    /// <summary>Polls, with the check of the count, until nothing more is asked for.</summary>
    public async Task SettleAsync()
    {
        await PollAndFollowAsync();

        // The first still allows for what arrived before it; a difference has to be seen twice running.
        for (int check = 0; check < 3; check++)
        {
            Time.Advance(TimeSpan.FromSeconds(30));
            Apply(new SourceEvent.CountRead(await Store.CountAsync(Cancellation)));
        }

        while (Book.TryTakeRequest(out SourceRequest? request))
        {
            if (request is SourceRequest.ReadTotals)
            {
                await AnchorAsync();
            }
        }
    }

    public void Announce(Trace trace) => Apply(new SourceEvent.TracesAnnounced([trace]));

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await Server.DisposeAsync();
    }

    private void Apply(SourceEvent sourceEvent) => Book.Apply(sourceEvent, Moment.Of(Time));

    private static Task<T> Capped<T>(Task<T> task) => task.WaitAsync(TestLimits.Hang, Cancellation);
}
