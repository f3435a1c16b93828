namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The ids from a place on that are not known yet: where much is known, asking for ids alone (30 bytes each) and then for the
/// new rows is cheaper than reading rows (600 bytes each) to drop them.
/// </summary>
internal sealed class NewIds(MongoCluster cluster, TraceQueries queries, ChangeOverlap overlap)
{
    private const int PageDocuments = 10_000;

    private readonly Queue<RawValue> _ids = [];

    public int Count => _ids.Count;

    /// <summary>Reads ids to the end of the store.</summary>
    /// <returns>False when there are too many, or more of one date than a page holds, behind which nothing can be asked
    /// for.</returns>
    public async Task<bool> TryCollectAsync(ServerFacts facts, RawValue from, int most, CancellationToken cancellation)
    {
        while (true)
        {
            var page = new PageEnd(facts.Order);
            MongoCommand command = queries.ChangedIds(facts.Order.Field(), from, PageDocuments, facts.HintFor(facts.Order));
            await cluster.ReadAsync(command, document => Take(document, page), cancellation);
            bool isLast = page.Count < PageDocuments;
            if (isLast || _ids.Count >= most || page.Last.HoldsSameAs(from))
            {
                return isLast && _ids.Count < most;
            }

            from = page.Last;
        }
    }

    /// <summary>The first of them, in the order of storing.</summary>
    public IEnumerable<RawValue> First(int count) => _ids.Take(count);

    public void Drop(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _ids.Dequeue();
        }
    }

    public void Clear() => _ids.Clear();

    private void Take(BsonReader document, PageEnd page)
    {
        page.Take(document);
        while (document.Read())
        {
            if (document.Name.SequenceEqual("_id"u8) && !overlap.Knows(TraceDocument.KeyOf(document.Value)))
            {
                _ids.Enqueue(RawValue.Of(document.Value));
            }
        }
    }
}
