using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

/// <summary>Single traces and the past, as far as the REST API gives them.</summary>
public sealed class BackendTraceLookupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Older_page_is_what_the_newest_hold()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);

        IReadOnlyList<Trace> older = await run.Store.ReadOlderAsync(SampleTraces.Noon.AddSeconds(-800), 50, Cancellation);

        Assert.Equal(50, older.Count);
        Assert.Equal(("t200", "t151"), (older[0].TraceId, older[^1].TraceId));
        Assert.Empty(await run.Store.ReadOlderAsync(SampleTraces.Noon.AddSeconds(-901), 50, Cancellation));
    }

    [Theory]
    [InlineData("plain")]
    [InlineData("..")]
    [InlineData("%2e%2e")]
    [InlineData("a/b?c#d")]
    [InlineData("é 東")]
    public async Task One_trace_is_read_by_its_id_whatever_that_holds(string id)
    {
        await using var run = new RestRun();
        run.Api.Add(id);

        TraceDetail? detail = await run.Store.ReadTraceAsync(Reference(id), Cancellation);

        Assert.Equal((id, "Explain the plan"), (detail?.Trace.TraceId, detail?.Prompt));
        Assert.Matches("^/api/traces/[^/?#]+$", run.Server.Targets[^1]);
        Assert.DoesNotContain("..", run.Server.Targets[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_trace_is_none()
    {
        await using var run = new RestRun();

        Assert.Null(await run.Store.ReadTraceAsync(Reference("a"), Cancellation));
        Assert.Null(await run.Store.ReadTraceAsync(Reference(""), Cancellation));
    }

    [Fact]
    public async Task Answer_that_is_another_trace_is_none()
    {
        await using var run = new RestRun();
        run.Api.Add("other");
        run.Server.Answer = target => run.Api.Answer(target.Replace("/api/traces/a", "/api/traces/other", StringComparison.Ordinal));

        Assert.Null(await run.Store.ReadTraceAsync(Reference("a"), Cancellation));
    }

    private static TraceReference Reference(string id) => new(TraceKey.Of(id.AsSpan()), id, null);
}
