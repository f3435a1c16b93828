using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class BackendTraceStoreTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Newest_page_is_read_newest_first()
    {
        await using var run = new RestRun();
        run.Api.AddMany(3);

        Assert.Equal(["t2", "t1", "t0"], await run.NewestAsync());
        Assert.Equal("/api/traces?limit=200", run.Server.Targets[^1]);
    }

    [Fact]
    public async Task Store_is_named_with_its_port()
    {
        await using var run = new RestRun();

        Assert.Equal($"backend REST :{run.Server.Port}", run.Store.Name);
    }

    [Fact]
    public async Task Poll_without_news_asks_for_twenty()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        await run.AnchorAsync();
        run.Server.Forget();

        ChangePage page = await run.PollAsync();

        Assert.Equal(["/api/traces?limit=20"], run.Server.Targets);
        Assert.Equal((0, false, 0), (page.Traces.Count, page.MustReanchor, page.SkippedDocuments));
    }

    [Theory]
    [InlineData(1, "20")]
    [InlineData(19, "20")]
    [InlineData(20, "20")]
    [InlineData(21, "20,200")]
    [InlineData(200, "20,200")]
    public async Task Smallest_page_that_holds_all_news_is_read(int arrivals, string limits)
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        await run.AnchorAsync();
        run.Server.Forget();
        run.Api.AddMany(arrivals, "new", fromSeconds: 0);

        ChangePage page = await run.PollAsync();

        Assert.Equal(limits, string.Join(',', run.Server.Targets.Select(target => target.Split('=')[1])));
        Assert.Equal((arrivals, "new0"), (page.Traces.Count, page.Traces[0].TraceId));
        Assert.Equal((false, 0, 300L + arrivals), (page.MustReanchor, page.SkippedDocuments, run.Book.Figures.Counts.Total));
    }

    [Fact]
    public async Task More_news_than_a_page_holds_are_counted_as_skipped_and_the_total_is_exact_again()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        await run.AnchorAsync();
        run.Api.AddMany(512, "new", fromSeconds: 0);

        ChangePage page = await run.PollAsync();

        Assert.Equal((200, 312, true), (page.Traces.Count, page.SkippedDocuments, page.MustReanchor));
        await run.AnchorAsync();
        Assert.Equal(812, run.Book.Figures.Counts.Total);
    }

    [Fact]
    public async Task Trace_created_long_ago_is_not_skipped_and_corrects_the_total()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        await run.AnchorAsync();
        run.Api.Add("late", seconds: -90_000, status: "failed");

        ChangePage page = await run.PollAsync();

        Assert.Equal((0, 0, true), (page.Traces.Count, page.SkippedDocuments, page.MustReanchor));
        await run.AnchorAsync();
        Assert.Equal(new StatusCounts(300, 0, 1), run.Book.Figures.Counts);
    }

    [Fact]
    public async Task Trace_that_was_deleted_corrects_the_total()
    {
        await using var run = new RestRun();
        run.Api.AddMany(30);
        await run.AnchorAsync();
        run.Api.Remove("t3");

        Assert.True((await run.PollAsync()).MustReanchor);
        await run.AnchorAsync();

        Assert.Equal(29, run.Book.Figures.Counts.Total);
    }

    [Fact]
    public async Task Trace_that_took_the_place_of_another_is_shown_and_corrects_the_total()
    {
        await using var run = new RestRun();
        run.Api.AddMany(30);
        await run.AnchorAsync();
        run.Api.Remove("t3");
        run.Api.Add("t3", seconds: 10);

        ChangePage page = await run.PollAsync();
        await run.AnchorAsync();

        Assert.Equal(("t3", true, 30L), (Assert.Single(page.Traces).TraceId, page.MustReanchor, run.Book.Figures.Counts.Total));
    }

    [Fact]
    public async Task Counts_are_exact_and_tell_warnings_from_failures()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        run.Api.Add("w", status: "warning");
        run.Api.Add("f1", status: "failed");
        run.Api.Add("f2", seconds: -5000, status: "failed");

        await run.AnchorAsync();

        Assert.Equal(new StatusCounts(300, 1, 2), run.Book.Figures.Counts);
        Assert.Contains("/api/traces?limit=1&status=warning", run.Server.Targets);
    }

    [Fact]
    public async Task Figures_beside_the_counts_are_those_of_the_newest_traces()
    {
        await using var run = new RestRun();
        run.Api.Add("old and slow", seconds: -5000, latencyMs: 90_000, tokens: 90_000);
        run.Api.AddMany(200);

        await run.AnchorAsync();

        Figures figures = run.Book.Figures;
        Assert.Equal((FigureScope.Window, 200L, false), (figures.Scope, figures.WindowDocuments, figures.AreCountsEstimates));
        Assert.Equal((201L, 20_000L), (figures.Counts.Total, figures.TokenCount));
        Assert.Equal(420, figures.AverageMs!.Value, 3);
    }

    [Fact]
    public async Task Window_grows_by_what_arrives()
    {
        await using var run = new RestRun();
        run.Api.AddMany(500);
        await run.AnchorAsync();
        run.Api.AddMany(5, "new", fromSeconds: 0);

        await run.PollAsync();

        Assert.Equal(205, run.Book.Figures.WindowDocuments);
        await run.AnchorAsync();
        Assert.Equal((205L, 505L), (run.Book.Figures.WindowDocuments, run.Book.Figures.Counts.Total));
    }

    [Fact]
    public async Task Small_store_is_summed_whole_and_its_statuses_are_derived()
    {
        await using var run = new RestRun();
        run.Api.AddMany(10);
        run.Api.Add("odd", status: "unheard of");

        await run.AnchorAsync();

        Figures figures = run.Book.Figures;
        Assert.Equal((FigureScope.Everything, 11L, 11L * 100), (figures.Scope, figures.Counts.Total, figures.TokenCount));
        Assert.DoesNotContain(run.Server.Targets, target => target.Contains("status", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Large_store_counts_odd_statuses_as_success_and_asks_no_end()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        run.Api.Add("odd", status: "unheard of");

        await run.AnchorAsync();

        Assert.Equal(new StatusCounts(301, 0, 0), run.Book.Figures.Counts);
        Assert.InRange(run.Server.Targets.Length, 1, 15);
    }

    [Fact]
    public async Task Trace_stored_while_the_counts_are_read_counts_once()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        int left = 2;
        run.Api.Answering = target =>
        {
            if (target.Contains("status=failed", StringComparison.Ordinal) && left-- > 0)
            {
                run.Api.Add($"meanwhile {left}", seconds: 100 + left, status: "failed");
            }
        };

        await run.AnchorAsync();
        await run.PollAsync();

        Assert.Equal(new StatusCounts(300, 0, 2), run.Book.Figures.Counts);
    }

    [Fact]
    public async Task Broadcast_and_its_row_count_once_whichever_comes_first()
    {
        await using var run = new RestRun();
        run.Api.AddMany(300);
        await run.AnchorAsync();

        run.Api.Add("a", seconds: 1);
        run.Announce(SampleTraces.Announced("a", createdAt: SampleTraces.Noon.AddSeconds(1)));
        await run.PollAsync();
        run.Api.Add("b", seconds: 2);
        await run.PollAsync();
        run.Announce(SampleTraces.Announced("b", createdAt: SampleTraces.Noon.AddSeconds(2)));
        await run.AnchorAsync();

        Assert.Equal(302, run.Book.Figures.Counts.Total);
    }

    [Fact]
    public async Task Trace_without_an_id_counts_once()
    {
        await using var run = new RestRun();
        run.Api.Add("", seconds: 1);
        await run.AnchorAsync();

        Assert.Empty((await run.PollAsync()).Traces);
        Assert.Equal(1, run.Book.Figures.Counts.Total);
    }

    [Fact]
    public async Task Filters_are_passed_on_in_every_request()
    {
        await using var run = new RestRun(new TraceStoreFilter("shop", "staging"));
        run.Api.AddMany(250);
        run.Api.Add("wanted", environment: "staging");

        await run.AnchorAsync();
        await run.Store.CountAsync(Cancellation);

        Assert.Equal(1, run.Book.Figures.Counts.Total);
        Assert.All(run.Server.Targets.Skip(1), target => Assert.EndsWith("&project_id=shop&environment=staging", target, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Documents_too_large_for_a_whole_page_are_read_in_smaller_ones()
    {
        await using var run = new RestRun();
        for (int i = 0; i < 200; i++)
        {
            run.Api.Add($"t{i}", seconds: i - 1000, extraCharacters: 100_000);
        }

        Assert.Equal(50, (await run.NewestAsync()).Length);
        Assert.Equal(50, (await run.NewestAsync()).Length);
        Assert.Equal(["200", "50", "50"], run.Server.Targets.Skip(1).Select(target => target.Split('=')[1]));
    }

    [Fact]
    public async Task Count_is_the_total()
    {
        await using var run = new RestRun();
        run.Api.AddMany(7);

        Assert.Equal(7, await run.Store.CountAsync(Cancellation));
        Assert.Equal("/api/traces?limit=1", run.Server.Targets[^1]);
    }

    [Fact]
    public async Task Connections_are_closed_on_request_and_opened_by_the_next_read()
    {
        await using var run = new RestRun();
        await run.NewestAsync();

        await run.Store.DisconnectAsync();
        await run.NewestAsync();

        Assert.Equal(2, run.Server.Connections);
    }
}
