namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Sums the store below a cut: over everything while it is small enough, else the newest documents for latencies and tokens, with
/// the counts of the whole store from its metadata and the index on status. A server that computes nothing sends the few fields
/// that matter of each document instead, and the sum is made here by the same rules.
/// </summary>
internal sealed class TotalsReader(MongoCluster cluster, TraceQueries queries)
{
    /// <exception cref="MongoException">A read failed; too slow also when the smallest window is.</exception>
    public async Task<StoreTotals> ReadAsync(ServerFacts facts, CancellationToken cancellation)
    {
        DateTimeOffset serverTime = cluster.ServerTime;
        DateTimeOffset cut = DateTimeOffset.FromUnixTimeSeconds(serverTime.AddClamped(-ChangeOverlap.Margin).ToUnixTimeSeconds());
        long documents = await CountAsync(cancellation);
        bool isWhole = documents <= facts.WindowDocuments;
        TotalsSum sum;
        while (true)
        {
            try
            {
                sum = await SumAsync(facts, cut, isWhole, cancellation);
                break;
            }
            catch (MongoException e) when (e.IsTooSlow && facts.TryNarrowWindow())
            {
                isWhole = false;
            }
        }

        return new StoreTotals
        {
            Cut = cut,
            Counts = isWhole ? sum.Counts : await CountStatusesAsync(facts, documents, cancellation),
            CountsCoverWholeStore = !isWhole,
            Latencies = sum.Latencies,
            TokenCount = sum.TokenCount,
            WindowDocuments = isWhole ? null : Math.Min(facts.WindowDocuments, sum.Counts.Total),
        };
    }

    /// <summary>By metadata, or with a filter by counting.</summary>
    public Task<long> CountAsync(CancellationToken cancellation) => cluster.CountAsync(queries.Count(null, null), cancellation);

    private Task<TotalsSum> SumAsync(ServerFacts facts, DateTimeOffset cut, bool isWhole, CancellationToken cancellation) =>
        facts.ReadAsync(async isPlain =>
        {
            var sum = new TotalsSum();
            RawValue first = facts.Order.FirstAt(cut);
            string field = facts.Order.Field();
            if (isPlain)
            {
                // Also "whole" has a bound here: documents are sent one by one, and more may come while they are.
                int most = isWhole ? ServerFacts.LargestWindow : facts.WindowDocuments;
                await cluster.ReadAsync(queries.BaseFigures(field, first, most), sum.AddDocument, cancellation);
            }
            else
            {
                int? window = isWhole ? null : facts.WindowDocuments;
                await cluster.ReadAsync(queries.BaseTotals(field, first, window), sum.AddGroup, cancellation);
            }

            return sum;
        });

    /// <summary>The whole store by status. What the index counts under none of the three is derived; the rest of the metadata's
    /// figure is success, so that the sum is that figure.</summary>
    private async Task<StatusCounts> CountStatusesAsync(ServerFacts facts, long documents, CancellationToken cancellation)
    {
        long warning = await CountAsync("warning", facts, cancellation);
        long failed = await CountAsync("failed", facts, cancellation);
        long success = await CountAsync("success", facts, cancellation);
        var counts = new StatusCounts(success, warning, failed);
        if (documents > counts.Total && !facts.IsPlain)
        {
            var others = new TotalsSum();
            await cluster.ReadAsync(queries.CountOtherStatuses(), others.AddGroup, cancellation);
            counts += others.Counts;
        }

        return counts with { Success = counts.Success + Math.Max(documents - counts.Total, 0) };
    }

    private Task<long> CountAsync(string status, ServerFacts facts, CancellationToken cancellation) =>
        cluster.CountAsync(queries.Count(status, facts.StatusHint), cancellation);
}
