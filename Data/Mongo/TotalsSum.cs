namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Adds up what the totals are made of: the rows of a grouping, or single documents.</summary>
internal sealed class TotalsSum
{
    private double _tokens;

    public StatusCounts Counts { get; private set; }

    public LatencyHistogram Latencies { get; } = new();

    /// <summary>Clamped: a sum of doubles can leave the range.</summary>
    public long TokenCount => _tokens is > 0 ? (long)Math.Min(_tokens, MaxTokens) : 0;

    private const double MaxTokens = 9e18;

    /// <summary>A row <c>{_id: {s: status, b: bucket or null}, n, latency, tokens}</c>. One whose bucket or sum is no number
    /// counts as having no latency: some servers order NaN differently.</summary>
    public void AddGroup(BsonReader row)
    {
        var status = TraceStatus.Success;
        long count = 0;
        double bucket = double.NaN, latencyMs = double.NaN, tokens = 0;
        while (row.Read())
        {
            if (row.Name.SequenceEqual("_id"u8) && row.Value.TryGetDocument(out BsonReader id))
            {
                ReadGroupId(id, ref status, ref bucket);
            }
            else if (row.Name.SequenceEqual("n"u8))
            {
                row.Value.TryGetInt64(out count);
                count = Math.Clamp(count, 0, StatusCounts.Most);
            }
            else if (row.Name.SequenceEqual("latency"u8) && row.Value.TryGetNumber(out double sum))
            {
                latencyMs = sum;
            }
            else if (row.Name.SequenceEqual("tokens"u8) && row.Value.TryGetNumber(out double tokenSum))
            {
                tokens = tokenSum;
            }
        }

        Counts += StatusCounts.Of(status, count);
        _tokens += tokens is > 0 ? tokens : 0;
        if (bucket is >= 0 and < LatencyHistogram.BucketCount && latencyMs >= 0 && latencyMs <= count * Trace.MaxLatencyMs)
        {
            Latencies.Add((int)bucket, count, latencyMs);
        }
    }

    public void AddDocument(BsonReader document)
    {
        if (TraceDocument.Read(document, TraceOrder.ById) is not Trace trace)
        {
            return;
        }

        Counts += StatusCounts.Of(trace.Status, 1);
        _tokens += trace.TokenCount;
        if (trace.LatencyMs is double latencyMs)
        {
            Latencies.Add(latencyMs);
        }
    }

    private static void ReadGroupId(BsonReader id, ref TraceStatus status, ref double bucket)
    {
        while (id.Read())
        {
            if (id.Name.SequenceEqual("s"u8) && id.Value.TryGetText(out string word))
            {
                status = Trace.TryParseStatus(word, out TraceStatus known) ? known : status;
            }
            else if (id.Name.SequenceEqual("b"u8) && id.Value.TryGetNumber(out double number))
            {
                bucket = number;
            }
        }
    }
}
