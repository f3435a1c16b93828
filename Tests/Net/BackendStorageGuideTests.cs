using System.Net;
using System.Net.Sockets;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class BackendStorageGuideTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("mongodb", true)]
    public async Task Backend_decides_and_is_asked_once(string type, bool expected)
    {
        await using var run = new RestRun();
        run.Api.StorageType = type;
        BackendStorageGuide guide = Guide(run);

        Assert.Equal(expected, await MayAsync(guide));
        run.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(expected, await MayAsync(guide));

        Assert.Single(run.Server.Targets);
    }

    [Fact]
    public async Task Without_a_backend_the_local_mongodb_may_be_read()
    {
        await using var run = new RestRun();
        run.Server.Answer = _ => RestReply.NotFound;

        Assert.True(await MayAsync(Guide(run)));
    }

    [Theory]
    [InlineData("sqlite", false)]
    [InlineData("mongodb", true)]
    public async Task Backend_that_appears_later_decides_then(string type, bool expected)
    {
        await using var run = new RestRun();
        run.Api.StorageType = type;
        run.Server.Answer = _ => RestReply.NotFound;
        BackendStorageGuide guide = Guide(run);
        await MayAsync(guide);
        run.Server.Answer = run.Api.Answer;

        run.Time.Advance(TimeSpan.FromSeconds(29));
        Assert.True(await MayAsync(guide));
        run.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(expected, await MayAsync(guide));
    }

    [Fact]
    public async Task Feed_that_connects_makes_it_ask_at_once()
    {
        await using var run = new RestRun();
        run.Server.Answer = _ => RestReply.NotFound;
        BackendStorageGuide guide = Guide(run);
        await MayAsync(guide);
        run.Server.Answer = run.Api.Answer;

        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));

        Assert.False(await MayAsync(guide));
    }

    [Fact]
    public async Task Backend_that_is_there_and_does_not_say_decides_nothing()
    {
        await using var run = new RestRun();
        run.Server.Answer = _ => RestReply.Of("oops", "500 Internal Server Error");
        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));

        await Assert.ThrowsAsync<StoreException>(() => MayAsync(Guide(run)));
    }

    [Fact]
    public async Task Backend_without_a_word_on_its_storage_is_read_itself()
    {
        await using var run = new RestRun();
        run.Api.StorageType = null;
        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));

        Assert.False(await MayAsync(Guide(run)));
    }

    [Fact]
    public async Task Decision_outlives_its_backend()
    {
        await using var run = new RestRun();
        BackendStorageGuide guide = Guide(run);
        await MayAsync(guide);
        run.Server.Answer = _ => RestReply.NotFound;

        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));
        Assert.False(await MayAsync(guide));
        run.Options.Place.Leave();
        Assert.False(await MayAsync(guide));
    }

    [Fact]
    public async Task Another_backend_decides_anew()
    {
        await using var run = new RestRun();
        BackendStorageGuide guide = Guide(run);
        await MayAsync(guide);
        run.Api.StorageType = "mongodb";

        run.Options.Place.Enter(new BackendEndpoint("127.0.0.1", run.Server.Port, false));

        Assert.True(await MayAsync(guide));
    }

    [Theory]
    [InlineData("localhost", true)]
    [InlineData("127.9.9.9", true)]
    [InlineData("::1", true)]
    [InlineData("10.1.2.3", false)]
    [InlineData("llm.example.com", false)]
    public async Task Local_mongodb_is_a_guess_only_where_the_backend_is_local(string host, bool expected)
    {
        using var closed = LoopbackPort.Refusing();
        var time = new ManualTime();
        TraceFeedOptions options = FeedRun.Options(time, closed.Port) with
        {
            Host = host,
            ResolveAsync = (_, _) => Task.FromException<IPAddress[]>(new SocketException(11001)),
        };
        using var client = new RestClient(options);
        var guide = new BackendStorageGuide(new BackendLocator(options, client), options);

        Task<bool> answer = guide.MayUsePreferredAsync(Cancellation);
        await time.RunUntilAsync(answer);

        Assert.Equal(expected, await answer);
    }

    private static BackendStorageGuide Guide(RestRun run) => new(run.Locator, run.Options);

    private static Task<bool> MayAsync(BackendStorageGuide guide) =>
        guide.MayUsePreferredAsync(Cancellation).WaitAsync(TestLimits.Hang, Cancellation);
}
