using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Writes the stages of one aggregate.</summary>
internal sealed class PipelineBuilder
{
    private readonly BsonWriter _writer = new();

    public PipelineBuilder()
    {
        _writer.BeginDocument();
        _writer.BeginArray("pipeline"u8);
    }

    /// <summary>The filter's equalities, into an open document.</summary>
    public static void WriteFilter(BsonWriter writer, TraceStoreFilter filter)
    {
        if (filter.ProjectId is not null)
        {
            writer.Text("project_id"u8, filter.ProjectId);
        }

        if (filter.Environment is not null)
        {
            writer.Text("environment"u8, filter.Environment);
        }
    }

    /// <summary>The filter alone; no stage when there is none.</summary>
    public void Match(TraceStoreFilter filter)
    {
        if (!filter.IsEmpty)
        {
            BeginMatch(filter);
            EndStage();
        }
    }

    /// <summary>Documents from a place on.</summary>
    public void MatchFrom(TraceStoreFilter filter, string field, RawValue from)
    {
        BeginMatch(filter);
        _writer.BeginDocument(Encoding.UTF8.GetBytes(field));
        _writer.Raw("$gte"u8, from.Type, from.Bytes);
        _writer.End();
        EndStage();
    }

    /// <summary>Documents that do not lie from the cut on: also those whose field is of another type, which a <c>$lt</c> would
    /// leave out, so that every document lies on one side of the cut.</summary>
    public void MatchBelow(TraceStoreFilter filter, string field, RawValue cut)
    {
        BeginMatch(filter);
        _writer.BeginDocument(Encoding.UTF8.GetBytes(field));
        _writer.BeginDocument("$not"u8);
        _writer.Raw("$gte"u8, cut.Type, cut.Bytes);
        _writer.End();
        _writer.End();
        EndStage();
    }

    /// <summary>Documents up to a place, or before it.</summary>
    /// <param name="comparison">$lte or $lt: only values of the place's type match.</param>
    public void MatchUpTo(TraceStoreFilter filter, string field, ReadOnlySpan<byte> comparison, RawValue place)
    {
        BeginMatch(filter);
        _writer.BeginDocument(Encoding.UTF8.GetBytes(field));
        _writer.Raw(comparison, place.Type, place.Bytes);
        _writer.End();
        EndStage();
    }

    /// <summary>Documents with this value.</summary>
    public void MatchValue(ReadOnlySpan<byte> field, RawValue value)
    {
        BeginMatch(TraceStoreFilter.None);
        _writer.Raw(field, value.Type, value.Bytes);
        EndStage();
    }

    public void MatchIds(TraceStoreFilter filter, IEnumerable<RawValue> ids)
    {
        BeginMatch(filter);
        _writer.BeginDocument("_id"u8);
        _writer.BeginArray("$in"u8);
        foreach (RawValue id in ids)
        {
            _writer.Raw(default, id.Type, id.Bytes);
        }

        _writer.End();
        _writer.End();
        EndStage();
    }

    /// <summary>Documents whose stored status is none that the product writes.</summary>
    public void MatchOtherStatuses(TraceStoreFilter filter)
    {
        BeginMatch(filter);
        _writer.BeginDocument("status"u8);
        _writer.BeginArray("$nin"u8);
        _writer.Text(default, "success");
        _writer.Text(default, "warning");
        _writer.Text(default, "failed");
        _writer.End();
        _writer.End();
        EndStage();
    }

    /// <summary>The events of a collection instead of its documents.</summary>
    /// <param name="resumeToken">From where on; null: from now on.</param>
    public void FollowChanges(RawValue? resumeToken)
    {
        BeginStage("$changeStream"u8);
        if (resumeToken is RawValue token)
        {
            _writer.Raw("resumeAfter"u8, token.Type, token.Bytes);
        }

        EndStage();
    }

    /// <param name="condition">A finished document.</param>
    public void Match(ReadOnlySpan<byte> condition)
    {
        BeginStage("$match"u8);
        _writer.Elements(condition);
        EndStage();
    }

    /// <param name="direction">1 ascending, -1 descending.</param>
    public void Sort(string field, int direction)
    {
        BeginStage("$sort"u8);
        _writer.Int32(Encoding.UTF8.GetBytes(field), direction);
        EndStage();
    }

    public void Limit(int count)
    {
        _writer.BeginDocument();
        _writer.Int32("$limit"u8, count);
        _writer.End();
    }

    /// <param name="projection">A finished document.</param>
    public void Project(ReadOnlySpan<byte> projection)
    {
        BeginStage("$project"u8);
        _writer.Elements(projection);
        EndStage();
    }

    /// <param name="grouping">A finished document.</param>
    public void Group(ReadOnlySpan<byte> grouping)
    {
        BeginStage("$group"u8);
        _writer.Elements(grouping);
        EndStage();
    }

    /// <param name="maxDocuments">What the pipeline can yield at most.</param>
    /// <param name="hint">The name of an index that exists; null: the server chooses.</param>
    /// <param name="batchDocuments">Documents in one reply; null: all. One more than there can be, because a server keeps the
    /// cursor open when a batch is filled exactly.</param>
    public MongoCommand ToCommand(
        string collection, TimeSpan maxTime, string purpose, int maxDocuments, string? hint, int? batchDocuments = null)
    {
        _writer.End();
        if (hint is not null)
        {
            _writer.Text("hint"u8, hint);
        }

        _writer.End();
        return MongoCommand.Aggregate(
            collection, _writer.Written, maxTime, purpose, maxDocuments, batchDocuments ?? (maxDocuments + 1));
    }

    private void BeginMatch(TraceStoreFilter filter)
    {
        BeginStage("$match"u8);
        WriteFilter(_writer, filter);
    }

    private void BeginStage(ReadOnlySpan<byte> name)
    {
        _writer.BeginDocument();
        _writer.BeginDocument(name);
    }

    private void EndStage()
    {
        _writer.End();
        _writer.End();
    }
}
