using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The traces in MongoDB.</summary>
internal sealed class MongoTraceStore : ITraceStore
{
    private readonly MongoCluster _cluster;
    private readonly TraceQueries _queries;
    private readonly ChangeReader _changes;
    private readonly ChangeFollower? _follower;
    private readonly FollowedChanges? _followed;
    private readonly string _name;
    private readonly TotalsReader _totals;
    private ServerFacts? _facts;
    private int _serverChanges;

    public MongoTraceStore(MongoStoreOptions options, TimeProvider time)
    {
        _cluster = new MongoCluster(options.Uri, options.Client, time);
        _queries = new TraceQueries(options.Filter);
        _changes = new ChangeReader(_cluster, _queries);
        _totals = new TotalsReader(_cluster, _queries, time);
        _name = $"mongodb {options.Uri.Hosts[0].DisplayName}/{options.Client.Database}";
        if (options.FollowsChanges)
        {
            Bell = new ChangeBell();
            _follower = new ChangeFollower(options, _queries, Bell, time);
            _followed = new FollowedChanges(_follower, _changes);
        }
    }

    public string Name => _followed?.PolledBecause is string reason ? $"{_name} (polled: {reason})" : _name;

    public bool FollowsChanges => _followed?.IsFollowing == true;

    public ChangeBell? Bell { get; }

    public Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation) => ReadRowsAsync(
        (facts, sort, isPlain) => _queries.Newest(maxCount, sort.Field(), facts.HintFor(sort), isPlain), cancellation);

    public Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation) => ReadRowsAsync(
        (facts, sort, isPlain) => sort == TraceOrder.ByCreatedAt
            ? _queries.Older(sort.Field(), "$lte"u8, RawValue.Of(upTo), maxCount, facts.HintFor(sort), isPlain)
            : _queries.Older(
                sort.Field(), "$lt"u8, sort.FirstAt(upTo.AddClamped(TimeSpan.FromSeconds(1))), maxCount, facts.HintFor(sort), isPlain),
        cancellation);

    public async Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation)
    {
        ServerFacts facts = await SelectAsync(cancellation);
        RawValue? id = DocumentReference.Parse(reference.DocumentId);
        return await GuardAsync(facts, () => facts.ReadAsync(async _ =>
        {
            TraceDetail? detail = null;
            MongoCommand command = id is RawValue known
                ? TraceQueries.WholeDocument(known)
                : TraceQueries.WholeTrace(reference.TraceId, facts.TraceIdHint);
            await _cluster.ReadAsync(command, document => detail = DetailDocument.Read(document, facts.Order), cancellation);
            return detail?.Trace.Key == reference.Key ? detail : null;
        }));
    }

    public async Task<ChangePage> ReadChangesAsync(CancellationToken cancellation)
    {
        ServerFacts facts = await SelectAsync(cancellation);
        return await GuardAsync(
            facts, () => _followed?.ReadAsync(facts, cancellation) ?? _changes.ReadAsync(facts, cancellation));
    }

    public async Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation)
    {
        ServerFacts facts = await SelectAsync(cancellation);
        StoreTotals totals = await GuardAsync(facts, () => _totals.ReadAsync(facts, cancellation));
        _changes.AnchorAt(totals.Cut);
        return totals;
    }

    public async Task<long> CountAsync(CancellationToken cancellation)
    {
        await SelectAsync(cancellation);
        return await _totals.CountAsync(cancellation);
    }

    public Task DisconnectAsync()
    {
        _followed?.Stop();
        _cluster.Disconnect();
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _followed?.Stop();
        _cluster.Dispose();
        await (_follower?.Running ?? Task.CompletedTask);
    }

    /// <summary>Rows in descending order of created_at, or of _id where no index on that exists.</summary>
    private async Task<IReadOnlyList<Trace>> ReadRowsAsync(
        Func<ServerFacts, TraceOrder, bool, MongoCommand> commandFor, CancellationToken cancellation)
    {
        ServerFacts facts = await SelectAsync(cancellation);
        facts.Indexes ??= await TraceIndexes.ReadAsync(_cluster, cancellation);
        TraceOrder sort = facts.Indexes is { CreatedAt: null } ? facts.Order : TraceOrder.ByCreatedAt;
        bool hasForeignIds = false;
        List<Trace> traces = await GuardAsync(facts, () => facts.ReadAsync(async isPlain =>
        {
            var page = new List<Trace>();
            await _cluster.ReadAsync(commandFor(facts, sort, isPlain), document => Take(document, page), cancellation);
            return page;
        }));
        if (hasForeignIds)
        {
            OrderByCreatedAt(facts, traces);
        }

        // The server's order is by the field alone, and by _id where there is no index on created_at.
        return [.. traces.OrderByDescending(trace => trace.CreatedAt ?? DateTimeOffset.MinValue)];

        void Take(BsonReader document, List<Trace> page)
        {
            hasForeignIds |= facts.Order == TraceOrder.ById && !HasObjectId(document);
            if (TraceDocument.Read(document, facts.Order) is Trace trace)
            {
                page.Add(trace);
            }
        }
    }

    private static bool HasObjectId(BsonReader document)
    {
        while (document.Read())
        {
            if (document.Name.SequenceEqual("_id"u8))
            {
                return document.Value.Type == BsonType.ObjectId;
            }
        }

        return true;
    }

    private async Task<ServerFacts> SelectAsync(CancellationToken cancellation)
    {
        ServerDescription server = await _cluster.SelectAsync(cancellation);
        if (_serverChanges != _cluster.ServerChanges)
        {
            _serverChanges = _cluster.ServerChanges;
            _changes.RequireAnchor();
            _facts = null;
        }

        return _facts ??= new ServerFacts(server);
    }

    /// <summary>An index that was dropped since it was listed makes its hint an error: the next read lists them again.</summary>
    private static async Task<T> GuardAsync<T>(ServerFacts facts, Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (MongoException e) when (e.Code is not null)
        {
            facts.Indexes = null;
            throw;
        }
    }

    /// <summary>Writers choose their own ids here: from now on created_at tells what was stored when.</summary>
    private void OrderByCreatedAt(ServerFacts facts, List<Trace> traces)
    {
        facts.Order = TraceOrder.ByCreatedAt;
        _changes.RequireAnchor();
        for (int i = 0; i < traces.Count; i++)
        {
            traces[i] = traces[i] with { StoredAt = facts.Order.StoredAt(null, traces[i].CreatedAt) };
        }
    }
}
