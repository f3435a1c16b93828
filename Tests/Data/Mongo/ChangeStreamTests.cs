using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>New traces by change stream, and what happens when there is none or it breaks.</summary>
public sealed class ChangeStreamTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(31);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stored_trace_arrives_without_a_poll()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);
        int sweeps = Sweeps(run);

        string stored = Store(run, stream);

        Assert.Equal([stored], Ids(await run.SweepUntilAsync(traces => traces.Count > 0)));
        Assert.Empty(await run.SweepAsync());
        Assert.Equal(sweeps, Sweeps(run));
        Assert.Equal("mongodb " + run.Server.Address + "/tracellm", run.Store.Name);
    }

    [Fact]
    public async Task Commands_are_those_of_a_change_stream()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(filter: new TraceStoreFilter("shop", null), changes: stream);
        await FollowAsync(run);
        string id = NewId(run);
        run.Traces.Insert(id, run.ServerTime, ",\"project_id\":\"shop\"");

        stream.TellStored(id);
        await run.SweepUntilAsync(traces => traces.Count > 0);

        FakeRequest open = run.Server.Commands.First(IsStream);
        Assert.Equal(
            """{"aggregate":"traces","pipeline":[{"$changeStream":{}},"""
            + """{"$match":{"operationType":{"$in":["insert","drop","rename","invalidate"]}}},"""
            + """{"$project":{"_id":1,"operationType":1,"documentKey":1}}],"cursor":{"batchSize":100},"allowDiskUse":false,"maxTimeMS":"""
            + """{"$numberLong":"5000"},"comment":"tracellm-monitor/0.1 follow","$db":"tracellm"}""",
            open.Json);
        Assert.Equal(
            """{"getMore":{"$numberLong":"99"},"collection":"traces","batchSize":100,"maxTimeMS":{"$numberLong":"5000"},"$db":"tracellm"}""",
            run.Server.Commands.First(request => request.Name == "getMore").Json);
        Assert.Contains(
            run.Server.Commands,
            request => request.Json.Contains($$"""{"project_id":"shop","_id":{"$in":[{{id}}]""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Waiting_for_changes_keeps_no_other_read_waiting()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);

        await run.TotalsAsync();
        await run.NewestAsync();

        int connection = run.Server.Commands.First(request => request.Name == "getMore").Connection;
        Assert.All(run.Server.Commands.Where(request => request.Name == "count"), request => Assert.NotEqual(connection, request.Connection));
    }

    [Fact]
    public async Task Trace_that_is_swept_and_told_is_handed_out_once()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);
        string id = NewId(run);
        string stored = run.Traces.Insert(id, run.ServerTime);
        await run.TotalsAsync();
        List<Trace> swept = await run.SweepAsync();

        stream.TellStored(id);
        string next = Store(run, stream);
        List<Trace> told = await run.SweepUntilAsync(traces => traces.Count > 0);

        Assert.Equal([stored], Ids(swept));
        Assert.Equal([next], Ids(told));
    }

    [Fact]
    public async Task Trace_that_was_told_is_not_swept_after_the_totals()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);
        Store(run, stream);
        await run.SweepUntilAsync(traces => traces.Count > 0);

        StoreTotals totals = await run.TotalsAsync();

        Assert.Equal(0, totals.Counts.Total);
        Assert.Empty(await run.SweepAsync());
    }

    [Fact]
    public async Task Trace_stored_before_the_stream_was_open_is_swept()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await run.SweepAsync();
        string stored = run.Traces.Insert(run.ServerTime);

        Assert.Equal([stored], Ids(await run.SweepUntilAsync(_ => run.Store.FollowsChanges)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(43)]
    [InlineData(10107)]
    [InlineData(234)]
    [InlineData(237)]
    public Task Broken_stream_is_resumed_where_it_broke(int code) =>
        IsResumedAfter(code == 0 ? FakeReply.Close : FakeReply.Error(code));

    [Fact]
    public Task Stream_is_resumed_when_the_error_is_labelled_so() => IsResumedAfter(FakeReply.Document(TestBson.Document(
        """{"ok":0,"code":9999,"errmsg":"on purpose","errorLabels":["Other","ResumableChangeStreamError"]}""")));

    private static async Task IsResumedAfter(FakeReply failure)
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);
        Store(run, stream);
        await run.SweepUntilAsync(traces => traces.Count > 0);
        int sweeps = Sweeps(run);

        stream.Fail(failure);
        string stored = Store(run, stream);

        Assert.Equal([stored], Ids(await run.SweepUntilAsync(traces => traces.Count > 0)));
        Assert.Equal(["now", """{"_data":"0003"}"""], stream.Opened);
        Assert.Equal(sweeps, Sweeps(run));
        Assert.True(run.Store.FollowsChanges);
    }

    [Fact]
    public async Task Stream_that_cannot_be_resumed_is_tried_again_later_and_the_store_polled_meanwhile()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);
        stream.Refusals.Enqueue(FakeReply.Error(6));
        stream.Refusals.Enqueue(FakeReply.Error(6)); // the retry of every read

        stream.Fail(FakeReply.Error(6));
        await run.SweepUntilAsync(_ => !run.Store.FollowsChanges);
        string polled = run.Traces.Insert(run.ServerTime);

        Assert.Equal([polled], await run.SweepIdsAsync());
        Assert.EndsWith(" (polled: changes refused, error 6)", run.Store.Name, StringComparison.Ordinal);
        await ResumeAsync(run, stream);
        Assert.Equal(["now", """{"_data":"0001"}""", """{"_data":"0001"}""", """{"_data":"0001"}"""], stream.Opened);
    }

    [Theory]
    [InlineData(280)]
    [InlineData(286)]
    [InlineData(136)]
    public async Task Token_that_the_server_no_longer_knows_is_given_up_and_all_read_anew(int code)
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);

        stream.Fail(FakeReply.Error(code));
        await AnchorAsync(run);

        Assert.False(run.Store.FollowsChanges);
        Assert.EndsWith($" (polled: changes not kept, error {code})", run.Store.Name, StringComparison.Ordinal);
        await run.TotalsAsync();
        await ResumeAsync(run, stream);
        Assert.Equal(["now", "now"], stream.Opened);
    }

    [Fact]
    public async Task Dropped_collection_is_read_anew()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);

        stream.TellDropped();
        await AnchorAsync(run);

        await run.TotalsAsync();
        await ResumeAsync(run, stream);
        Assert.Equal(["now", "now"], stream.Opened);
    }

    [Theory]
    [InlineData(40573)]
    [InlineData(40324)]
    public async Task Server_without_change_streams_is_asked_once_and_polled(int code)
    {
        var stream = new FakeChangeStream();
        stream.Refusals.Enqueue(FakeReply.Error(code));
        await using var run = new TraceStoreRun(changes: stream);

        await run.SweepUntilAsync(_ => run.Store.Name.Contains("polled", StringComparison.Ordinal));
        run.Time.Advance(LongestWait);
        string polled = run.Traces.Insert(run.ServerTime);

        Assert.Equal([polled], await run.SweepIdsAsync());
        Assert.False(run.Store.FollowsChanges);
        Assert.Equal(["now"], stream.Opened);
        Assert.EndsWith(
            code == 40573 ? " (polled: no replica set)" : " (polled: changes refused, error 40324)", run.Store.Name, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Suspension_closes_the_stream_and_the_next_read_resumes_it()
    {
        var stream = new FakeChangeStream();
        await using var run = new TraceStoreRun(changes: stream);
        await FollowAsync(run);
        Store(run, stream);
        await run.SweepUntilAsync(traces => traces.Count > 0);

        await run.Store.DisconnectAsync();
        Assert.False(run.Store.FollowsChanges);
        stream.TellNothing(); // for the getMore that nobody waits for any more
        await run.SweepUntilAsync(_ => stream.Opened.Count == 2 && run.Store.FollowsChanges);
        string stored = Store(run, stream);

        Assert.Equal([stored], Ids(await run.SweepUntilAsync(traces => traces.Count > 0)));
        Assert.Equal(["now", """{"_data":"0003"}"""], stream.Opened);
    }

    [Fact]
    public async Task Closing_the_store_does_not_wait_for_changes()
    {
        var run = new TraceStoreRun(changes: new FakeChangeStream());
        await FollowAsync(run);

        await run.DisposeAsync().AsTask().WaitAsync(TestLimits.Hang, Token);

        Assert.False(run.Store.FollowsChanges);
    }

    /// <summary>Reads until the stream is open and nothing more is to be swept.</summary>
    private static async Task FollowAsync(TraceStoreRun run)
    {
        await run.SweepUntilAsync(_ => run.Store.FollowsChanges);
        await run.TotalsAsync();
        await run.SweepAsync();
    }

    /// <summary>Lets the pause before the next attempt pass.</summary>
    private static async Task ResumeAsync(TraceStoreRun run, FakeChangeStream stream)
    {
        int opened = stream.Opened.Count;
        while (stream.Opened.Count == opened)
        {
            run.Time.Advance(TimeSpan.FromMilliseconds(100));
            await run.SweepAsync();
        }

        await run.SweepUntilAsync(_ => run.Store.FollowsChanges);
    }

    /// <summary>Reads until the store asks for an anchor.</summary>
    private static async Task AnchorAsync(TraceStoreRun run)
    {
        while (!(await run.Store.ReadChangesAsync(Token)).MustReanchor || run.Store.FollowsChanges)
        {
            await run.Store.Bell!.WaitAsync(Token).WaitAsync(TestLimits.Hang, Token);
            run.Store.Bell.WasRung();
        }
    }

    /// <summary>Stores a trace, of which the stream tells.</summary>
    /// <returns>Its trace_id.</returns>
    private static string Store(TraceStoreRun run, FakeChangeStream stream)
    {
        string id = NewId(run);
        string traceId = run.Traces.Insert(id, run.ServerTime);
        stream.TellStored(id);
        return traceId;
    }

    private static string NewId(TraceStoreRun run) =>
        $$"""{"$oid":"{{run.ServerTime.ToUnixTimeSeconds():x8}}{{run.Traces.Count + 1:x16}}"}""";

    private static int Sweeps(TraceStoreRun run) =>
        run.Server.Commands.Count(request => request.Json.Contains("changes", StringComparison.Ordinal) && !IsStream(request));

    private static bool IsStream(FakeRequest request) => request.Name == "aggregate" && request.Stage("$changeStream") is not null;

    private static string[] Ids(List<Trace> traces) => [.. traces.Select(trace => trace.TraceId)];
}
