namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The traces in MongoDB.</summary>
internal sealed class MongoTraceStore : ITraceStore
{
    private readonly MongoCluster _cluster;
    private readonly TraceQueries _queries;
    private readonly ChangeReader _changes;
    private readonly TotalsReader _totals;
    private ServerFacts? _facts;

    public MongoTraceStore(MongoStoreOptions options, TimeProvider time)
    {
        _cluster = new MongoCluster(options.Uri, options.Client, time);
        _queries = new TraceQueries(options.Filter);
        _changes = new ChangeReader(_cluster, _queries);
        _totals = new TotalsReader(_cluster, _queries);
        Name = $"mongodb {options.Uri.Hosts[0].DisplayName}/{options.Client.Database}";
    }

    public string Name { get; }

    public async Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation)
    {
        ServerFacts facts = await SelectAsync(cancellation);
        facts.Indexes ??= await TraceIndexes.ReadAsync(_cluster, cancellation);
        TraceOrder sort = facts.Indexes is { CreatedAt: null } ? facts.Order : TraceOrder.ByCreatedAt;
        bool hasForeignIds = false;
        List<Trace> traces = await GuardAsync(facts, () => facts.ReadAsync(async isPlain =>
        {
            var page = new List<Trace>();
            MongoCommand command = _queries.Newest(maxCount, sort.Field(), facts.HintFor(sort), isPlain);
            await _cluster.ReadAsync(command, document => Take(document, page), cancellation);
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

    public async Task<ChangePage> ReadChangesAsync(CancellationToken cancellation)
    {
        ServerFacts facts = await SelectAsync(cancellation);
        return await GuardAsync(facts, () => _changes.ReadAsync(facts, cancellation));
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
        _cluster.Disconnect();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _cluster.Dispose();
        return ValueTask.CompletedTask;
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
        if (_facts is not null && !_facts.Server.IsSameServerAs(server))
        {
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
