using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class TraceFeedTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task First_status_is_connecting_then_connected_without_a_name_on_the_given_port()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));

        Assert.Equal(new SourceStatus(SourceKind.Feed, SourceState.Connecting, ""), await feed.StatusAsync());
        Assert.Equal(new SourceStatus(SourceKind.Feed, SourceState.Connected, ""), await feed.StatusAsync());
    }

    [Fact]
    public async Task Announced_trace_is_published()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();

        await client.SendAsync(Created("""{"trace_id":"a","prompt":"hello","latency":12.5,"status":"warning"}"""));

        Trace trace = await feed.TraceAsync();
        Assert.Equal(("a", "hello"), (trace.TraceId, trace.PromptPreview));
        Assert.Equal((12.5, TraceStatus.Warning), (trace.LatencyMs!.Value, trace.Status));
    }

    [Fact]
    public async Task Trace_that_comes_before_the_welcome_is_not_lost()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        backend.SendFirst = Created("""{"trace_id":"early"}""");
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));

        Assert.Equal("early", (await feed.TraceAsync()).TraceId);
    }

    [Fact]
    public async Task Trace_of_another_project_is_left_out()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        var options = FeedRun.Options(_time, backend.Port) with { Filter = new TraceStoreFilter("shop", "production") };
        await using var feed = new FeedRun(options);
        TestBackendClient client = await backend.ClientAsync();

        await client.SendAsync(Created("""{"trace_id":"a","project_id":"other","environment":"production"}"""));
        await client.SendAsync(Created("""{"trace_id":"b","project_id":"shop","environment":"staging"}"""));
        await client.SendAsync(Created("""{"trace_id":"c","project_id":"shop","environment":"production"}"""));

        Assert.Equal("c", (await feed.TraceAsync()).TraceId);
    }

    [Theory]
    [InlineData("[1,2,3]")]
    [InlineData("\"text\"")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("{\"type\":\"trace.created\"")]
    [InlineData("""{"type":"trace.created","trace":null}""")]
    [InlineData("""{"type":"trace.created","trace":[]}""")]
    [InlineData("""{"type":"trace.created"}""")]
    [InlineData("""{"type":null}""")]
    [InlineData("""{"trace":{}}""")]
    public async Task Malformed_message_is_counted_and_the_next_trace_arrives(string message)
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();

        await client.SendAsync(message);

        var diagnostic = await feed.NextAsync<SourceEvent.Diagnostic>();
        Assert.Equal(new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 1), diagnostic);
        await client.SendAsync(Created("""{"trace_id":"next"}"""));
        Assert.Equal("next", (await feed.TraceAsync()).TraceId);
    }

    [Fact]
    public async Task Binary_message_is_counted_and_the_next_trace_arrives()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();

        await client.SendAsync([1, 2, 3], true, System.Net.WebSockets.WebSocketMessageType.Binary);

        var diagnostic = await feed.NextAsync<SourceEvent.Diagnostic>();
        Assert.Equal(new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 1), diagnostic);
        await client.SendAsync(Created("""{"trace_id":"next"}"""));
        Assert.Equal("next", (await feed.TraceAsync()).TraceId);
    }

    [Fact]
    public async Task Oversized_message_is_counted_and_the_next_trace_arrives()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();

        await client.SendAsync(new byte[(16 * 1024 * 1024) + 1], true);

        var diagnostic = await feed.NextAsync<SourceEvent.Diagnostic>();
        Assert.Equal(new SourceEvent.Diagnostic(DiagnosticArea.OversizedMessages, 1), diagnostic);
        await client.SendFragmentedAsync(Created("""{"trace_id":"next"}"""), frameBytes: 5);
        Assert.Equal("next", (await feed.TraceAsync()).TraceId);
    }

    [Fact]
    public async Task Message_of_an_unknown_type_is_ignored_without_a_count()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();

        await client.SendAsync("""{"type":"evaluation.done","trace":null}""");
        await client.SendAsync("[]");

        var diagnostic = await feed.NextAsync<SourceEvent.Diagnostic>();
        Assert.Equal(1, diagnostic.Count);
    }

    [Fact]
    public async Task Trace_that_the_queue_cannot_take_is_counted_and_the_socket_is_read_on()
    {
        await using TestBackend backend = await TestBackend.StartAsync();
        await using var feed = new FeedRun(FeedRun.Options(_time, backend.Port));
        TestBackendClient client = await backend.ClientAsync();
        await feed.StatusAsync(SourceState.Connected);
        feed.HasRoom = false;

        for (int index = 0; index < 1000; index++)
        {
            await client.SendAsync(Created($$"""{"trace_id":"{{index}}"}"""));
        }

        await feed.RefusedTracesAsync(1000);
        TimeSpan retry = TimeSpan.FromMilliseconds(100);
        await _time.ArmedAsync(retry);
        feed.HasRoom = true;
        _time.Advance(retry);
        int dropped = 0;
        while (dropped < 1000)
        {
            dropped += (await feed.NextAsync<SourceEvent.Diagnostic>()).Count;
        }

        Assert.Equal(1000, dropped);
        await client.SendAsync(Created("""{"trace_id":"next"}"""));
        Assert.Equal("next", (await feed.TraceAsync()).TraceId);
    }

    internal static string Created(string trace) => $$"""{"type":"trace.created","trace":{{trace}}}""";
}
