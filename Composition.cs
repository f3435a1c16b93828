using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Net.Demo;
using TraceLlm.Monitor.Tui;

namespace TraceLlm.Monitor;

/// <summary>Chooses the parts for the options: which backend, which store, what the dashboard is told of them.</summary>
/// <param name="Sources">In the order in which they are started.</param>
/// <param name="Dashboard">What the dashboard needs to know.</param>
/// <param name="Warnings">Lines about what was asked for and is not done as asked; the dashboard would hide them, so for after it.</param>
internal sealed record Composition(
    IReadOnlyList<IEventSource> Sources, DashboardOptions Dashboard, IReadOnlyList<string> Warnings)
{
    private const int DemoSeed = 20260314;

    private const string DefaultMongoUrl = "mongodb://127.0.0.1:27017";

    /// <exception cref="MongoUriException">The connection string cannot be used.</exception>
    public static Composition Of(MonitorOptions options, TimeProvider time) =>
        options.Demo ? OfDemo(options, time) : OfBackend(options, time);

    private static Composition OfBackend(MonitorOptions options, TimeProvider time)
    {
        string url = options.MongoUrl ?? DefaultMongoUrl;
        TraceStoreFilter filter = FilterOf(options);
        MongoUri uri = MongoUri.Parse(url);
        var storeOptions = new MongoStoreOptions
        {
            Uri = uri,
            Client = new MongoClientOptions { Database = options.DatabaseName, Version = Version },
            Filter = filter,
            FollowsChanges = options.ChangeStream,
        };
        var feedOptions = new TraceFeedOptions
        {
            Host = options.WsHost,
            Port = options.WsPort,
            UseTls = options.UseTls,
            Filter = filter,
            Time = time,
        };
        StoreSelector store = StoreOf(options, new MongoTraceStore(storeOptions, time), feedOptions);
        DashboardOptions dashboard = DashboardOf(options, store.Name) with
        {
            BackendAddress = new BackendEndpoint(options.WsHost, options.WsPort, options.UseTls).Authority,
            StoreAddress = UriRedaction.Redact(url),
        };
        return new Composition([new TraceFeed(feedOptions), PollerOf(store, options, time)], dashboard, uri.Warnings);
    }

    /// <summary>MongoDB, and the backend's REST API where that is down; where nobody named a database, the backend decides.</summary>
    private static StoreSelector StoreOf(MonitorOptions options, MongoTraceStore database, TraceFeedOptions feed)
    {
        var client = new RestClient(feed);
        var locator = new BackendLocator(feed, client);
        var backend = new BackendTraceStore(new RestTraces(feed, locator, client), feed.Time);
        IStoreGuide? guide = options.MongoUrl is null ? new BackendStorageGuide(locator, feed) : null;
        return new StoreSelector(database, backend, guide, feed.Time, Random.Shared);
    }

    private static Composition OfDemo(MonitorOptions options, TimeProvider time)
    {
        TraceStoreFilter filter = FilterOf(options);
        var backend = new DemoBackend(DemoSeed, filter, time);
        var feed = new TraceFeed(new TraceFeedOptions
        {
            Host = "127.0.0.1",
            Port = backend.Port,
            ProbeOtherPorts = false,
            Filter = filter,
            Time = time,
        });
        DashboardOptions dashboard = DashboardOf(options, backend.Store.Name) with { IsDemo = true };
        return new Composition([new DemoFeed(backend, feed), PollerOf(backend.Store, options, time)], dashboard, []);
    }

    private static string Version =>
        typeof(Composition).Assembly.GetName().Version?.ToString(fieldCount: 2) ?? "0";

    private static TraceStoreFilter FilterOf(MonitorOptions options) => new(options.ProjectId, options.Environment);

    private static StorePoller PollerOf(ITraceStore store, MonitorOptions options, TimeProvider time) =>
        new(
            store,
            new StorePollerOptions
            {
                Refresh = options.Refresh,
                HistoryCount = Math.Min(options.History, StorePollerOptions.MostHistory),
            },
            time,
            Random.Shared);

    private static DashboardOptions DashboardOf(MonitorOptions options, string storeName) => new()
    {
        Refresh = options.Refresh,
        Limit = options.Limit,
        History = options.History,
        Filter = TraceFilter.TryParse(options.Filter, out TraceFilter? filter, out _) ? filter! : TraceFilter.All,
        IsUtc = options.Utc,
        FindTimeZone = options.Utc ? static () => TimeZoneInfo.Utc : () => PosixTimeZone.FindLocal(options.TimeZone),
        ProjectId = options.ProjectId,
        Environment = options.Environment,
        Theme = options.Theme,
        StoreName = storeName,
    };
}
