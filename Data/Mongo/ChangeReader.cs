namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Reads what was stored since the last time, in sweeps of one or more pages. A sweep begins inside what is known already
/// (<see cref="ChangeOverlap"/>) and drops it; when that is much, it asks for the ids first and fetches only the new rows.
/// </summary>
internal sealed class ChangeReader
{
    /// <summary>Rows of one page: some 300 kB.</summary>
    public const int PageDocuments = 500;

    /// <summary>The same for whole documents of some 25 kB each.</summary>
    private const int PlainPageDocuments = 100;

    /// <summary>Rows of an ordinary sweep; beyond, the newest page and the totals are the cheaper way to be complete.</summary>
    private const int MaxSweepDocuments = 5 * PageDocuments;

    /// <summary>Rows of the sweep after the totals were read: it reads all that was stored since the cut, which a busy store
    /// cannot do in fewer pages however often it begins anew.</summary>
    private const int MaxCatchUpDocuments = 65_536;

    /// <summary>From here on ids (30 bytes) are asked for before rows (600 bytes).</summary>
    private const int MaxKnownForRows = 200;

    /// <summary>Ids remembered; more only come together when many writers' clocks are far ahead.</summary>
    private const int MaxKnown = 2 * MaxCatchUpDocuments;

    private readonly MongoCluster _cluster;
    private readonly TraceQueries _queries;
    private readonly ChangeOverlap _overlap;
    private readonly NewIds _newIds;
    private RawValue? _place;
    private DateTimeOffset _startedAt;
    private int _sweptDocuments;
    private bool _isCatchingUp;
    private bool _mustReanchor;

    public ChangeReader(MongoCluster cluster, TraceQueries queries)
    {
        _cluster = cluster;
        _queries = queries;
        _overlap = new ChangeOverlap();
        _newIds = new NewIds(cluster, queries, _overlap);
    }

    /// <summary>Everything that was stored when the last sweep began was handed out, and nothing is to be read anew.</summary>
    public bool IsComplete => !_mustReanchor && !_isCatchingUp && _place is null && _newIds.Count == 0;

    private int MostDocuments => _isCatchingUp ? MaxCatchUpDocuments : MaxSweepDocuments;

    /// <summary>The next page; the first of a sweep when the last one is done.</summary>
    public async Task<ChangePage> ReadAsync(ServerFacts facts, CancellationToken cancellation)
    {
        try
        {
            return await ReadPageAsync(facts, cancellation);
        }
        catch
        {
            EndSweep(); // what this sweep had not handed out is read by the next
            throw;
        }
    }

    /// <summary>The store was summed up to a cut: the next sweep begins there at the latest.</summary>
    public void AnchorAt(DateTimeOffset cut)
    {
        EndSweep();
        _overlap.MoveBackTo(cut);
        _isCatchingUp = true;
        _mustReanchor = false;
    }

    /// <summary>What was stored since the last sweep was told by nobody: the next read begins another one.</summary>
    public void RequireSweep()
    {
        EndSweep();
        _isCatchingUp = true;
    }

    /// <summary>Of traces that came otherwise than by a sweep, those that were not handed out yet; no sweep hands them out
    /// again.</summary>
    public IReadOnlyList<Trace> TakeNew(IReadOnlyList<Trace> traces)
    {
        Trace[] unknown = [.. traces.Where(trace => !_overlap.Knows(trace.DocumentKey))];
        _overlap.Add(unknown);
        if (_overlap.KnownCount > MaxKnown)
        {
            RequireAnchor();
        }

        return unknown;
    }

    /// <summary>What was read so far says nothing about what comes: the next page asks for an anchor.</summary>
    public void RequireAnchor()
    {
        EndSweep();
        _overlap.Reset();
        _mustReanchor = true;
    }

    private async Task<ChangePage> ReadPageAsync(ServerFacts facts, CancellationToken cancellation)
    {
        if (!_mustReanchor && _place is null && _newIds.Count == 0)
        {
            await BeginSweepAsync(facts, cancellation);
        }

        if (_mustReanchor)
        {
            return AskForAnchor();
        }

        List<Trace> traces = _place is RawValue place
            ? await ReadRowsAsync(facts, place, cancellation)
            : await ReadNewRowsAsync(facts, cancellation);
        if (_mustReanchor)
        {
            return AskForAnchor();
        }

        _overlap.Add(traces);
        bool hasMore = _place is not null || _newIds.Count > 0;
        if (!hasMore)
        {
            _overlap.Complete(_startedAt);
            _isCatchingUp = false;
            EndSweep();
        }

        return new ChangePage(traces, hasMore, MustReanchor: false);
    }

    /// <summary>Asks once. Whether the store can be summed now is another matter: without a cut the next sweep begins a margin before
    /// the server's time, and goes on from there.</summary>
    private ChangePage AskForAnchor()
    {
        _mustReanchor = false;
        _isCatchingUp = true;
        return new ChangePage([], HasMore: false, MustReanchor: true);
    }

    private async Task BeginSweepAsync(ServerFacts facts, CancellationToken cancellation)
    {
        _startedAt = _cluster.ServerTime;
        RawValue from = facts.Order.FirstAt(_overlap.Begin(_startedAt));
        if (_overlap.KnownCount > MaxKnown)
        {
            RequireAnchor();
        }
        else if (_overlap.KnownCount > MaxKnownForRows)
        {
            if (!await _newIds.TryCollectAsync(facts, from, MostDocuments, cancellation))
            {
                RequireAnchor();
            }
        }
        else
        {
            _place = from;
        }
    }

    /// <summary>Reads a page of rows and moves on behind it.</summary>
    private async Task<List<Trace>> ReadRowsAsync(ServerFacts facts, RawValue place, CancellationToken cancellation)
    {
        var page = new PageEnd(facts.Order);
        int pageDocuments = 0;
        List<Trace> traces = await facts.ReadAsync(isPlain =>
        {
            pageDocuments = isPlain ? PlainPageDocuments : PageDocuments;
            page = new PageEnd(facts.Order);
            MongoCommand command = _queries.Changes(
                facts.Order.Field(), place, pageDocuments, facts.HintFor(facts.Order), isPlain);
            return ReadTracesAsync(command, facts, page, cancellation);
        });
        MoveOn(page, pageDocuments, place);
        return traces;
    }

    private void MoveOn(PageEnd page, int pageDocuments, RawValue from)
    {
        bool isFull = page.Count >= pageDocuments;
        _sweptDocuments += page.Count;
        _place = isFull ? page.Last : null;
        if (isFull && (_sweptDocuments >= MostDocuments || page.Last.HoldsSameAs(from)))
        {
            RequireAnchor();
        }
    }

    private async Task<List<Trace>> ReadNewRowsAsync(ServerFacts facts, CancellationToken cancellation)
    {
        if (_newIds.Count == 0)
        {
            return [];
        }

        int count = 0;
        List<Trace> traces = await facts.ReadAsync(isPlain =>
        {
            count = Math.Min(_newIds.Count, isPlain ? PlainPageDocuments : PageDocuments);
            MongoCommand command = TraceQueries.ByIds(_newIds.First(count), count, facts.Order.Field(), isPlain);
            return ReadTracesAsync(command, facts, new PageEnd(facts.Order), cancellation);
        });
        _newIds.Drop(count);
        return traces;
    }

    private async Task<List<Trace>> ReadTracesAsync(
        MongoCommand command, ServerFacts facts, PageEnd page, CancellationToken cancellation)
    {
        var traces = new List<Trace>();
        await _cluster.ReadAsync(command, Take, cancellation);
        return traces;

        void Take(BsonReader document)
        {
            page.Take(document);
            if (!_overlap.Knows(TraceDocument.ReadKey(document)) && TraceDocument.Read(document, facts.Order) is Trace trace)
            {
                traces.Add(trace);
            }
        }
    }

    private void EndSweep()
    {
        _place = null;
        _newIds.Clear();
        _sweptDocuments = 0;
    }
}
