namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The reads of the collection of traces (MONGO.md section 4), each with the filter in it. Times are on the server's clock. A
/// hint names an index that is known to exist: a hint on a missing one is an error.
/// </summary>
internal sealed class TraceQueries(TraceStoreFilter filter)
{
    /// <summary>The collection that TraceLLM writes to.</summary>
    private const string Collection = "traces";

    /// <summary>Events of one reply: their rows are some 60 kB.</summary>
    private const int FollowBatchDocuments = 100;

    private static readonly TimeSpan NewestLimit = TimeSpan.FromMilliseconds(3000);
    private static readonly TimeSpan ChangesLimit = TimeSpan.FromMilliseconds(1500);
    /// <summary>What a sum may take at the server.</summary>
    public static readonly TimeSpan TotalsLimit = TimeSpan.FromMilliseconds(2000);

    /// <summary>How long a server waits for something to tell before it answers that there is nothing.</summary>
    private static readonly TimeSpan FollowLimit = TimeSpan.FromMilliseconds(5000);

    private static readonly TimeSpan CountLimit = TimeSpan.FromMilliseconds(1000);
    private static readonly TimeSpan TraceLimit = TimeSpan.FromMilliseconds(3000);

    private static readonly byte[] Row = BsonLiteral.Document(TraceExpressions.Row);
    private static readonly byte[] PlainRow = BsonLiteral.Document(TraceExpressions.PlainRow);
    private static readonly byte[] Whole = BsonLiteral.Document(TraceExpressions.Whole);
    private static readonly byte[] PlainFigures = BsonLiteral.Document(TraceExpressions.PlainFigures);
    private static readonly byte[] IdOnly = BsonLiteral.Document("""{"_id":1}""");
    private static readonly byte[] IdAndTime = BsonLiteral.Document("""{"_id":1,"created_at":1}""");
    private static readonly byte[] Totals = BsonLiteral.Document(TraceExpressions.Totals);
    private static readonly byte[] FollowedEvents =
        BsonLiteral.Document("""{"operationType":{"$in":["insert","drop","rename","invalidate"]}}""");
    private static readonly byte[] EventFields = BsonLiteral.Document("""{"_id":1,"operationType":1,"documentKey":1}""");
    private static readonly byte[] OtherStatuses =
        BsonLiteral.Document($$$"""{"_id":{"s":{{{TraceExpressions.Status}}}},"n":{"$sum":1}}""");

    /// <summary>Whether the metadata's count is an answer: it knows no filter.</summary>
    public bool CountsEverything => filter.IsEmpty;

    public static MongoCommand Indexes() => MongoCommand.ListIndexes(Collection, CountLimit);

    /// <summary>The newest traces, in descending order of a field.</summary>
    /// <param name="orderField">created_at, or _id where no index on it exists.</param>
    public MongoCommand Newest(int count, string orderField, string? hint, bool isPlain)
    {
        var pipeline = new PipelineBuilder();
        pipeline.Match(filter);
        pipeline.Sort(orderField, -1);
        pipeline.Limit(count);
        pipeline.Project(isPlain ? PlainRow : Row);
        // With a filter the planner has to weigh the order against the filter's index.
        return pipeline.ToCommand(Collection, NewestLimit, "newest", count, filter.IsEmpty ? hint : null);
    }

    /// <summary>The newest traces up to a time, in descending order of a field.</summary>
    /// <param name="orderField">created_at, or _id where no index on it exists.</param>
    /// <param name="comparison">$lte or $lt.</param>
    /// <param name="place">A date, or where _id stands in for it an ObjectId.</param>
    public MongoCommand Older(
        string orderField, ReadOnlySpan<byte> comparison, RawValue place, int count, string? hint, bool isPlain)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchUpTo(filter, orderField, comparison, place);
        pipeline.Sort(orderField, -1);
        pipeline.Limit(count);
        pipeline.Project(isPlain ? PlainRow : Row);
        return pipeline.ToCommand(Collection, NewestLimit, "older", count, filter.IsEmpty ? hint : null);
    }

    /// <summary>The whole document with this _id.</summary>
    public static MongoCommand WholeDocument(RawValue id)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchValue("_id"u8, id);
        pipeline.Limit(1);
        pipeline.Project(Whole);
        return pipeline.ToCommand(Collection, TraceLimit, "trace", 1, null);
    }

    /// <summary>The whole document with this trace_id; of several the newest by created_at.</summary>
    public static MongoCommand WholeTrace(string traceId, string? hint)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchValue("trace_id"u8, RawValue.Of(traceId));
        pipeline.Sort(TraceOrderRules.CreatedAtField, -1);
        pipeline.Limit(1);
        pipeline.Project(Whole);
        return pipeline.ToCommand(Collection, TraceLimit, "trace", 1, hint);
    }

    /// <summary>A page of rows from a place on, in ascending order of a field.</summary>
    public MongoCommand Changes(string orderField, RawValue from, int count, string? hint, bool isPlain) =>
        From(orderField, from, count, hint, isPlain ? PlainRow : Row, "changes");

    /// <summary>The same page with nothing but the <c>_id</c>s.</summary>
    public MongoCommand ChangedIds(string orderField, RawValue from, int count, string? hint) =>
        From(orderField, from, count, hint, orderField == TraceOrderRules.IdField ? IdOnly : IdAndTime, "changed ids");

    /// <summary>The rows of given documents, in ascending order of a field.</summary>
    public static MongoCommand ByIds(IEnumerable<RawValue> ids, int count, string orderField, bool isPlain)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchIds(TraceStoreFilter.None, ids); // they came through the filter
        pipeline.Sort(orderField, 1);
        pipeline.Project(isPlain ? PlainRow : Row);
        return pipeline.ToCommand(Collection, ChangesLimit, "changed rows", count, null);
    }

    /// <summary>What happens to the collection, without end (MongoDB manual, Change Streams). Its <c>_id</c>s are the tokens by which
    /// it is resumed: a projection must leave them alone.</summary>
    /// <param name="resumeToken">From where on; null: from now on.</param>
    public static MongoCommand FollowChanges(RawValue? resumeToken)
    {
        var pipeline = new PipelineBuilder();
        pipeline.FollowChanges(resumeToken);
        pipeline.Match(FollowedEvents);
        pipeline.Project(EventFields);
        return pipeline.ToCommand(Collection, FollowLimit, "follow", int.MaxValue, null, FollowBatchDocuments);
    }

    /// <summary>The rows of documents of which a change stream told, as far as they pass the filter.</summary>
    public MongoCommand StoredRows(IReadOnlyList<RawValue> ids, bool isPlain)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchIds(filter, ids);
        pipeline.Sort(TraceOrderRules.IdField, 1);
        pipeline.Project(isPlain ? PlainRow : Row);
        return pipeline.ToCommand(Collection, ChangesLimit, "stored rows", ids.Count, null);
    }

    /// <summary>The sums over what lies below a cut.</summary>
    /// <param name="cut">The first value of the order field that is not summed.</param>
    /// <param name="window">Sum only so many of the newest; null: all.</param>
    public MongoCommand BaseTotals(string orderField, RawValue cut, int? window)
    {
        const int MostRows = 3 * (LatencyHistogram.BucketCount + 2);
        PipelineBuilder pipeline = Below(orderField, cut, window);
        pipeline.Group(Totals);
        return pipeline.ToCommand(Collection, TotalsLimit, "totals", MostRows, null);
    }

    /// <summary>The documents that <see cref="BaseTotals"/> would sum, reduced to the fields that matter.</summary>
    public MongoCommand BaseFigures(string orderField, RawValue cut, int window)
    {
        const int BatchDocuments = 2000;
        PipelineBuilder pipeline = Below(orderField, cut, window);
        pipeline.Project(PlainFigures);
        return pipeline.ToCommand(Collection, TotalsLimit, "totals", window, null, BatchDocuments);
    }

    /// <summary>How many documents there are; of one status, if one is given.</summary>
    public MongoCommand Count(string? status, string? hint)
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        if (status is not null || !filter.IsEmpty)
        {
            writer.BeginDocument("query"u8);
            PipelineBuilder.WriteFilter(writer, filter);
            if (status is not null)
            {
                writer.Text("status"u8, status);
            }

            writer.End();
        }

        if (status is not null && filter.IsEmpty && hint is not null)
        {
            writer.Text("hint"u8, hint);
        }

        writer.End();
        return MongoCommand.Count(Collection, writer.Written, CountLimit);
    }

    /// <summary>Documents whose stored status is none of the three, by the derived one.</summary>
    public MongoCommand CountOtherStatuses()
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchOtherStatuses(filter);
        pipeline.Group(OtherStatuses);
        return pipeline.ToCommand(Collection, TotalsLimit, "other statuses", 3, null);
    }

    private MongoCommand From(string orderField, RawValue from, int count, string? hint, byte[] projection, string purpose)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchFrom(filter, orderField, from);
        pipeline.Sort(orderField, 1);
        pipeline.Limit(count);
        pipeline.Project(projection);
        return pipeline.ToCommand(Collection, ChangesLimit, purpose, count, hint);
    }

    private PipelineBuilder Below(string orderField, RawValue cut, int? window)
    {
        var pipeline = new PipelineBuilder();
        pipeline.MatchBelow(filter, orderField, cut);
        if (window is int count)
        {
            pipeline.Sort(orderField, -1);
            pipeline.Limit(count);
        }

        return pipeline;
    }
}
