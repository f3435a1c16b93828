namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The names of the indexes that reads can be told to use; null for one that does not exist.</summary>
internal sealed record TraceIndexes(string? Id, string? CreatedAt, string? Status, string? TraceId)
{
    /// <summary>Lists the indexes.</summary>
    /// <returns>Null when there are none: the collection does not exist yet.</returns>
    /// <exception cref="MongoException">The server could not be reached.</exception>
    public static async Task<TraceIndexes?> ReadAsync(MongoCluster cluster, CancellationToken cancellation)
    {
        var found = new TraceIndexes(null, null, null, null);
        bool hasAny = false;
        try
        {
            await cluster.ReadAsync(TraceQueries.Indexes(), Take, cancellation);
        }
        catch (MongoException e) when (e.Code is not null)
        {
            // A login may read and yet not list; reads work without hints.
            return new TraceIndexes(null, null, null, null);
        }

        return hasAny ? found : null;

        void Take(BsonReader index)
        {
            hasAny = true;
            found = found.With(index);
        }
    }

    private TraceIndexes With(BsonReader index)
    {
        string name = "", field = "";
        bool isWhole = true;
        while (index.Read())
        {
            if (index.Name.SequenceEqual("name"u8))
            {
                index.Value.TryGetText(out name);
            }
            else if (index.Name.SequenceEqual("key"u8) && index.Value.TryGetDocument(out BsonReader key))
            {
                field = OnlyField(key);
            }
            else if (index.Name.SequenceEqual("partialFilterExpression"u8) || index.Name.SequenceEqual("collation"u8)
                || IsTrue(index, "sparse"u8) || IsTrue(index, "hidden"u8))
            {
                isWhole = false;
            }
        }

        return !isWhole || name.Length == 0 ? this : field switch
        {
            "_id" => this with { Id = name },
            "created_at" => this with { CreatedAt = name },
            "status" => this with { Status = name },
            "trace_id" => this with { TraceId = name },
            _ => this,
        };
    }

    /// <summary>The field of an ascending or descending index over one field; empty for any other.</summary>
    private static string OnlyField(BsonReader key)
    {
        bool isOrdered = key.Read() && key.Value.TryGetNumber(out double direction) && direction is 1 or -1;
        string field = isOrdered ? System.Text.Encoding.UTF8.GetString(key.Name) : "";
        return isOrdered && !key.Read() ? field : "";
    }

    private static bool IsTrue(BsonReader element, ReadOnlySpan<byte> name) =>
        element.Name.SequenceEqual(name) && element.Value.TryGetBoolean(out bool value) && value;
}
