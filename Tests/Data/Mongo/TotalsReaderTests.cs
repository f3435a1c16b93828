using System.Globalization;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class TotalsReaderTests
{
    private const string NaN = """{"$numberDouble":"NaN"}""";
    private const string Infinity = """{"$numberDouble":"Infinity"}""";

    private static readonly FakeReply Empty = FakeReply.Ok("""{"n":3}""");

    [Fact]
    public async Task Groups_are_loaded_into_the_histogram()
    {
        int bucket = LatencyHistogram.BucketOf(500);
        await using var run = new TraceStoreRun();
        run.Traces.Script.Enqueue(Empty);
        run.Traces.Script.Enqueue(FakeReply.Cursor(
            Group("success", $"{bucket}.0", 4, "2001.5", "100"),
            Group("failed", """{"$numberLong":"0"}""", 1, "0.001", """{"$numberLong":"7"}"""),
            Group("warning", "null", 2, "0", "3.0")));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal(new StatusCounts(4, 2, 1), totals.Counts);
        Assert.Equal((5, 2001.501, 110), (totals.Latencies.Count, totals.Latencies.SumMs, totals.TokenCount));
        Assert.Null(totals.WindowDocuments);
        Assert.False(totals.CountsCoverWholeStore);
    }

    [Fact]
    public async Task Group_without_a_usable_bucket_or_sum_counts_as_having_no_latency()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Script.Enqueue(Empty);
        run.Traces.Script.Enqueue(FakeReply.Cursor(
            Group("success", NaN, 1, NaN, NaN), Group("success", "5", 1, NaN, "-3"), Group("success", "1e9", 1, "2", Infinity)));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal((3, 0), (totals.Counts.Total, totals.Latencies.Count));
        Assert.True(totals.TokenCount > 0);
    }

    [Fact]
    public async Task Numbers_that_no_store_can_have_are_cut()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Script.Enqueue(Empty);
        run.Traces.Script.Enqueue(FakeReply.Cursor(
            Group("success", "5", "-5", "100", "1"), Group("failed", "5", long.MaxValue.ToString(CultureInfo.InvariantCulture), "1e300", "1"),
            Group("warning", "5", "2", "100", "1")));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal(new StatusCounts(0, 2, StatusCounts.Most), totals.Counts);
        Assert.Equal((2, 100), (totals.Latencies.Count, totals.Latencies.SumMs));
    }

    [Fact]
    public async Task Store_too_large_to_sum_is_counted_whole_and_summed_by_its_newest()
    {
        await using var run = new TraceStoreRun();
        Count(run, 1_000_000);
        run.Traces.Script.Enqueue(FakeReply.Cursor(Group("success", "5", 20_000, "100", "7")));
        Count(run, 100_000);
        Count(run, 200_000);
        Count(run, 699_990);
        run.Traces.Script.Enqueue(FakeReply.Cursor("""{"_id":{"s":"failed"},"n":4}"""));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal(new StatusCounts(699_996, 100_000, 200_004), totals.Counts);
        Assert.True(totals.CountsCoverWholeStore);
        Assert.Equal((20_000, 20_000), (totals.WindowDocuments, totals.Latencies.Count));
        FakeRequest sum = run.Server.Commands[1];
        Assert.Equal("20000", sum.Stage("$limit")?.GetRawText());
        Assert.Equal("""{"_id":-1}""", sum.Stage("$sort")?.GetRawText());
        Assert.Equal("""{"status":"warning"}""", run.Server.Commands[2].Body.GetProperty("query").GetRawText());
    }

    [Fact]
    public async Task Too_slow_a_sum_quarters_the_window_and_remembers_it()
    {
        await using var run = new TraceStoreRun();
        for (int i = 0; i < 10; i++)
        {
            run.Traces.Insert(run.ServerTime - TimeSpan.FromHours(1));
        }

        run.Traces.Script.Enqueue(Empty);
        run.Traces.Script.Enqueue(FakeReply.Error(50));
        run.Traces.Script.Enqueue(FakeReply.Error(50));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal("1250", run.Server.Commands[3].Stage("$limit")?.GetRawText());
        Assert.True(totals.CountsCoverWholeStore);
        Assert.Equal(10, totals.WindowDocuments);
    }

    [Fact]
    public async Task Too_slow_a_sum_of_the_smallest_window_is_an_error()
    {
        await using var run = new TraceStoreRun();
        run.Traces.Script.Enqueue(Empty);
        for (int i = 0; i < 4; i++)
        {
            run.Traces.Script.Enqueue(FakeReply.Error(50));
        }

        StoreException thrown = await Assert.ThrowsAsync<MongoException>(run.TotalsAsync);

        Assert.True(thrown.IsTooSlow);
        Assert.Equal("500", run.Server.Commands[^1].Stage("$limit")?.GetRawText());
    }

    [Fact]
    public async Task Window_that_was_narrowed_grows_again_when_sums_are_fast()
    {
        await using var run = new TraceStoreRun();
        Count(run, 15_000);
        run.Traces.Script.Enqueue(FakeReply.Error(50));
        Assert.NotNull((await run.TotalsAsync()).WindowDocuments);
        Count(run, 15_000);
        Assert.NotNull((await run.TotalsAsync()).WindowDocuments);
        Count(run, 15_000);

        Assert.Null((await run.TotalsAsync()).WindowDocuments);
    }

    [Fact]
    public async Task Too_slow_a_count_leaves_what_a_window_holds()
    {
        await using var run = new TraceStoreRun(new TraceStoreFilter("p", null));
        run.Traces.Script.Enqueue(FakeReply.Error(50));
        run.Traces.Script.Enqueue(FakeReply.Cursor(
            Group("success", "5", 15_000, "100", "7"), Group("failed", "5", 5000, "100", "7")));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal((new StatusCounts(15_000, 0, 5000), false, true), (totals.Counts, totals.CountsCoverWholeStore, totals.AreCountsEstimates));
        Assert.Equal(20_000, totals.WindowDocuments);
    }

    [Fact]
    public async Task Window_that_is_not_filled_is_exact_whoever_could_not_count()
    {
        await using var run = new TraceStoreRun(new TraceStoreFilter("p", null));
        run.Traces.Script.Enqueue(FakeReply.Error(50));
        run.Traces.Script.Enqueue(FakeReply.Cursor(Group("success", "5", 19_999, "100", "7")));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal((19_999L, false, null), (totals.Counts.Total, totals.AreCountsEstimates, totals.WindowDocuments));
    }

    [Fact]
    public async Task Too_slow_a_count_of_a_status_is_estimated_by_the_window()
    {
        await using var run = new TraceStoreRun();
        Count(run, 1_000_000);
        run.Traces.Script.Enqueue(FakeReply.Cursor(
            Group("success", "5", 15_000, "100", "7"), Group("failed", "5", 5000, "100", "7")));
        run.Traces.Script.Enqueue(FakeReply.Error(50));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal(
            (new StatusCounts(750_000, 0, 250_000), true, true), (totals.Counts, totals.CountsCoverWholeStore, totals.AreCountsEstimates));
    }

    [Fact]
    public async Task Server_that_computes_nothing_sends_documents_and_they_are_summed_here()
    {
        string[] latencies = ["5", "-5", "\"x\"", NaN, Infinity, "null"];
        await using var run = new TraceStoreRun();
        foreach (string latency in latencies)
        {
            string id = $$"""{"$oid":"{{run.Traces.Count:x24}}"}""";
            run.Traces.Insert(id, run.ServerTime, $",\"latency\":{latency},\"token_count\":{latency},\"retry_count\":1");
        }

        run.Traces.Insert("""{"$oid":"00000000000000000000ffff"}""", run.ServerTime);
        run.Traces.Script.Enqueue(Empty);
        run.Traces.Script.Enqueue(FakeReply.Error(168, "InvalidPipelineOperator"));

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal(new StatusCounts(1, 6, 0), totals.Counts);
        Assert.Equal((1, 5, 5), (totals.Latencies.Count, totals.Latencies.SumMs, totals.TokenCount));
        Assert.DoesNotContain("$cond", run.Server.Commands[^1].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Failed_totals_leave_the_mark_where_it_was()
    {
        await using var run = new TraceStoreRun();
        await run.TotalsAsync();
        string trace = run.Traces.Insert(run.ServerTime);
        run.Traces.FailOnce();
        await Assert.ThrowsAsync<MongoException>(run.TotalsAsync);

        Assert.Equal([trace], await run.SweepIdsAsync());
    }

    private static string Group(string status, string bucket, int count, string latency, string tokens) =>
        Group(status, bucket, count.ToString(CultureInfo.InvariantCulture), latency, tokens);

    private static string Group(string status, string bucket, string count, string latency, string tokens) =>
        $$"""{"_id":{"s":"{{status}}","b":{{bucket}} },"n":{{count}},"latency":{{latency}},"tokens":{{tokens}} }""";

    private static void Count(TraceStoreRun run, int documents) =>
        run.Traces.Script.Enqueue(FakeReply.Ok($$"""{"n":{{documents}} }"""));
}
