using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class BackendLocatorTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", 1)]
    [InlineData("mongodb", 2)]
    public async Task Given_port_says_where_its_traces_are(string type, int storage)
    {
        await using var run = new RestRun();
        run.Api.StorageType = type;

        BackendHealth health = await run.Locator.FindAsync(Cancellation);

        Assert.Equal((run.Server.Port, (BackendStorage)storage), (health.Endpoint.Port, health.Storage));
    }

    [Fact]
    public async Task What_was_found_is_not_asked_again()
    {
        await using var run = new RestRun();

        await run.Locator.FindAsync(Cancellation);
        await run.Locator.FindAsync(Cancellation);

        Assert.Single(run.Server.Targets);
    }

    [Theory]
    [InlineData("""{"status":"ok"}""", "200 OK")]
    [InlineData("""{"storage_type":"mongodb"}""", "500 Internal Server Error")]
    [InlineData("""["storage_type","mongodb"]""", "200 OK")]
    [InlineData("""{"storage":{"storage_type":"sqlite"}}""", "200 OK")]
    [InlineData("<!doctype html>", "200 OK")]
    public async Task Other_servers_are_passed_over(string body, string status)
    {
        await using var other = new RestServer();
        await using var run = new RestRun(null, other.Port);
        run.Server.Answer = _ => RestReply.Of(body, status);
        other.Answer = new FakeRestApi().Answer;

        Assert.Equal(other.Port, (await run.Locator.FindAsync(Cancellation)).Endpoint.Port);
        Assert.Equal($"backend REST :{other.Port}", run.Store.Name);
    }

    [Fact]
    public async Task Given_port_that_says_nothing_is_left_after_two_seconds()
    {
        using var silent = LoopbackPort.Silent();
        var time = new ManualTime();
        TraceFeedOptions options = FeedRun.Options(time, silent.Port);
        using var client = new RestClient(options);
        Task<BackendHealth?> asking = new BackendLocator(options, client).TryGivenPortAsync(Cancellation);
        await silent.AcceptAsync();
        await time.ArmedAsync(TimeSpan.FromSeconds(2));

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.Null(await asking.WaitAsync(TestLimits.Hang, Cancellation));
    }

    [Fact]
    public async Task Place_of_the_feed_is_asked_before_all_others()
    {
        await using var place = new RestServer { Answer = new FakeRestApi().Answer };
        await using var run = new RestRun();
        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", place.Port, false));

        Assert.Equal(place.Port, (await run.Locator.FindAsync(Cancellation)).Endpoint.Port);
        Assert.Empty(run.Server.Targets);
    }

    [Fact]
    public async Task Feed_that_moves_takes_the_store_along()
    {
        await using var place = new RestServer { Answer = new FakeRestApi().Answer };
        await using var run = new RestRun();
        await run.Locator.FindAsync(Cancellation);

        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", place.Port, false));

        Assert.Equal(place.Port, (await run.Locator.FindAsync(Cancellation)).Endpoint.Port);
    }

    [Fact]
    public async Task Feed_that_is_lost_leaves_the_store_where_it_is()
    {
        await using var run = new RestRun();
        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));
        await run.Locator.FindAsync(Cancellation);

        run.Options.Place.Leave();
        await run.Locator.FindAsync(Cancellation);

        Assert.Single(run.Server.Targets);
    }

    [Fact]
    public async Task Backend_proven_by_the_feed_need_not_name_its_storage()
    {
        await using var run = new RestRun();
        run.Api.StorageType = null;
        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));

        Assert.Equal(BackendStorage.Unknown, (await run.Locator.FindAsync(Cancellation)).Storage);
    }

    [Fact]
    public async Task Failure_is_that_of_the_given_port()
    {
        using var other = LoopbackPort.Refusing();
        await using var run = new RestRun(null, other.Port);
        run.Server.Answer = _ => RestReply.NotFound;

        StoreException failure = await Assert.ThrowsAsync<StoreException>(() => run.Locator.FindAsync(Cancellation));

        Assert.Equal($"HTTP 404 from 127.0.0.1:{run.Server.Port}/api/", failure.Message);
    }

    [Fact]
    public async Task Port_that_does_not_answer_costs_two_seconds()
    {
        await using var other = new RestServer { Answer = new FakeRestApi().Answer };
        await using var run = new RestRun(null, other.Port);
        run.Server.Answer = _ => null;

        Task<BackendHealth> finding = run.Locator.FindAsync(Cancellation);
        await run.Time.ArmedAsync(TimeSpan.FromSeconds(2));
        run.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.False(finding.IsCompleted);
        run.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal(other.Port, (await finding.WaitAsync(TestLimits.Hang, Cancellation)).Endpoint.Port);
    }
}
