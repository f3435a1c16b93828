namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Sums the store below a cut: over everything while it is small enough, else the newest documents for latencies and tokens, with
/// the counts of the whole store from its metadata and the index on status. A server that computes nothing sends the few fields
/// that matter of each document instead, and the sum is made here by the same rules.
/// </summary>
internal sealed class TotalsReader(MongoCluster cluster, TraceQueries queries, TimeProvider time)
{
    /// <exception cref="MongoException">A read failed; too slow also when the smallest window is.</exception>
    public async Task<StoreTotals> ReadAsync(ServerFacts facts, CancellationToken cancellation)
    {
        DateTimeOffset serverTime = cluster.ServerTime;
        DateTimeOffset cut = DateTimeOffset.FromUnixTimeSeconds(serverTime.AddClamped(-ChangeOverlap.Margin).ToUnixTimeSeconds());
        long? documents = await CountUnlessTooSlowAsync(cancellation);
        (TotalsSum sum, bool isWhole) = await SumAsync(facts, cut, documents, cancellation);
        return new StoreTotals
        {
            Cut = cut,
            Counts = isWhole || documents is null ? sum.Counts : await CountStatusesAsync(facts, documents.Value, sum.Counts, cancellation),
            CountsCoverWholeStore = !isWhole && documents is not null,
            AreCountsEstimates = !isWhole,
            Latencies = sum.Latencies,
            TokenCount = sum.TokenCount,
            WindowDocuments = isWhole ? null : sum.Counts.Total,
        };
    }

    /// <summary>By metadata, or with a filter by counting.</summary>
    public Task<long> CountAsync(CancellationToken cancellation) => cluster.CountAsync(queries.Count(null, null), cancellation);

    /// <returns>Null: there are too many to count them in time, as happens with a filter.</returns>
    private async Task<long?> CountUnlessTooSlowAsync(CancellationToken cancellation)
    {
        try
        {
            return await CountAsync(cancellation);
        }
        catch (MongoException e) when (e.IsTooSlow)
        {
            return null;
        }
    }

    /// <param name="documents">How many there are; null: nobody knows.</param>
    /// <returns>The sum, and whether it is that of everything below the cut.</returns>
    private async Task<(TotalsSum Sum, bool IsWhole)> SumAsync(
        ServerFacts facts, DateTimeOffset cut, long? documents, CancellationToken cancellation)
    {
        bool isWhole = documents <= facts.WindowDocuments;
        bool hasNarrowed = false;
        while (true)
        {
            TimeSpan askedAt = time.Now();
            int window = facts.WindowDocuments;
            try
            {
                TotalsSum sum = await SumAsync(facts, cut, isWhole, cancellation);
                if (!hasNarrowed && time.Now() - askedAt < TraceQueries.TotalsLimit / 4)
                {
                    facts.WidenWindow();
                }

                // Where nobody knows how many there are, a window that they do not fill holds them all.
                return (sum, isWhole || (documents is null && sum.Counts.Total < window));
            }
            catch (MongoException e) when (e.IsTooSlow && facts.TryNarrowWindow())
            {
                (isWhole, hasNarrowed) = (false, true);
            }
        }
    }

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

    /// <summary>The whole store by status; where the index takes too long, as the window's are.</summary>
    private async Task<StatusCounts> CountStatusesAsync(ServerFacts facts, long documents, StatusCounts window, CancellationToken cancellation)
    {
        try
        {
            return await CountStatusesAsync(facts, documents, cancellation);
        }
        catch (MongoException e) when (e.IsTooSlow)
        {
            double scale = (double)documents / Math.Max(window.Total, 1);
            var (warning, failed) = ((long)(window.Warning * scale), (long)(window.Failed * scale));
            return new StatusCounts(documents - warning - failed, warning, failed);
        }
    }

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
