using System.Globalization;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net.Demo;

namespace TraceLlm.Monitor.Tests.Net.Demo;

public sealed class DemoTraceStoreTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 14, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Newest_are_the_newest_by_creation_newest_first()
    {
        await using var store = new DemoTraceStore([Made(1), Made(3), Made(2)]);

        IReadOnlyList<Trace> newest = await store.ReadNewestAsync(2, Cancellation);

        Assert.Equal(["3", "2"], newest.Select(trace => trace.TraceId));
    }

    [Fact]
    public async Task Older_are_those_up_to_a_time_newest_first()
    {
        await using var store = new DemoTraceStore([Made(1), Made(4), Made(3), Made(2)]);

        IReadOnlyList<Trace> older = await store.ReadOlderAsync(Made(3).CreatedAt!.Value, 2, Cancellation);

        Assert.Equal(["3", "2"], older.Select(trace => trace.TraceId));
    }

    [Fact]
    public async Task Whole_trace_is_the_one_that_was_announced()
    {
        using var backend = new DemoBackend(7, null, TimeProvider.System);
        Trace row = (await backend.Store.ReadNewestAsync(1, Cancellation))[0];

        TraceDetail? detail = await backend.Store.ReadTraceAsync((row with { DocumentId = null }).Reference, Cancellation);

        Assert.Equal(row, detail?.Trace);
        Assert.Equal(row.PromptPreview, TraceText.Cut(detail!.Prompt, Trace.PreviewCodePoints));
        Assert.Equal(row.StepCount, detail.Steps.Count);
        Assert.Equal(row.LatencyMs!.Value, detail.Steps.Sum(step => step.DurationMs!.Value), 0.1);
    }

    [Fact]
    public async Task Trace_that_it_does_not_hold_is_null()
    {
        await using var store = new DemoTraceStore([Made(1)]);

        Assert.Null(await store.ReadTraceAsync(Made(2).Reference, Cancellation));
    }

    [Fact]
    public async Task Changes_are_what_came_since_the_last_page()
    {
        await using var store = new DemoTraceStore([Made(1)]);
        await store.ReadNewestAsync(10, Cancellation);
        store.TryStore(Made(2));
        store.TryStore(Made(3));

        ChangePage page = await store.ReadChangesAsync(Cancellation);
        ChangePage none = await store.ReadChangesAsync(Cancellation);

        Assert.Equal(["2", "3"], page.Traces.Select(trace => trace.TraceId));
        Assert.Empty(none.Traces);
        Assert.False(page.HasMore || page.MustReanchor);
    }

    [Fact]
    public async Task Changes_come_in_pages()
    {
        await using var store = new DemoTraceStore(Enumerable.Range(1, 1200).Select(Made));
        var seen = new List<string>();
        ChangePage page;
        do
        {
            page = await store.ReadChangesAsync(Cancellation);
            seen.AddRange(page.Traces.Select(trace => trace.TraceId));
        }
        while (page.HasMore);

        Assert.Equal(1200, seen.Distinct().Count());
    }

    [Fact]
    public async Task Reader_that_fell_behind_is_told_to_start_over()
    {
        await using var store = new DemoTraceStore([Made(1)]);
        await store.ReadNewestAsync(10, Cancellation);
        for (int index = 2; index < 3000; index++)
        {
            Assert.True(store.TryStore(Made(index)));
        }

        Assert.True((await store.ReadChangesAsync(Cancellation)).MustReanchor);
    }

    [Fact]
    public async Task Totals_cover_all_it_was_given_and_agree_with_the_count()
    {
        await using var store = new DemoTraceStore(Enumerable.Range(1, 5000).Select(Made));
        store.TryStore(Made(5001) with { Status = TraceStatus.Failed, LatencyMs = null });

        StoreTotals totals = await store.ReadTotalsAsync(Cancellation);

        Assert.Equal(new StatusCounts(5000, 0, 1), totals.Counts);
        Assert.Equal(5001, await store.CountAsync(Cancellation));
        Assert.Equal((5000L, 5000 * 10.0), (totals.Latencies.Count, totals.Latencies.SumMs));
        Assert.Equal(5001 * 7, totals.TokenCount);
        Assert.True(totals.Cut > Made(5001).StoredAt);
    }

    [Fact]
    public async Task Store_holds_only_what_the_filter_lets_through()
    {
        await using var store = new DemoTraceStore(
            [Made(1) with { ProjectId = "shop" }, Made(2) with { ProjectId = "other" }], new TraceStoreFilter("shop", null));

        Assert.Equal("1", Assert.Single(await store.ReadNewestAsync(10, Cancellation)).TraceId);
        Assert.Equal(1, await store.CountAsync(Cancellation));
    }

    [Fact]
    public async Task Store_that_nobody_reads_takes_no_more_at_some_point()
    {
        await using var store = new DemoTraceStore([]);
        int index = 0;
        while (index < 100_000 && store.TryStore(Made(index)))
        {
            index++;
        }

        Assert.InRange(index, 1000, 99_999);
    }

    private static Trace Made(int number) => new()
    {
        TraceId = number.ToString(CultureInfo.InvariantCulture),
        Key = new TraceKey(1, (ulong)number),
        DocumentKey = new TraceKey(2, (ulong)number),
        CreatedAt = Noon.AddSeconds(number),
        StoredAt = Noon.AddSeconds(number),
        LatencyMs = 10,
        TokenCount = 7,
    };
}
