using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>A login that was refused is left alone for a minute, whoever asks and whatever the stand-in does.</summary>
public sealed class StoreSelectorLoginTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly FakeTraceStore _preferred;
    private readonly FakeTraceStore _standIn;
    private readonly StoreSelector _store;

    public StoreSelectorLoginTests()
    {
        _preferred = new FakeTraceStore(_time) { Answering = _ => throw new StoreException("wrong password") { IsLoginRefused = true } };
        _standIn = new FakeTraceStore(_time) { Answering = _ => throw new StoreException("is down") };
        _store = new StoreSelector(_preferred, _standIn, guide: null, _time, new Random(1));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task Polls_before_its_time_ask_the_stand_in_only()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromSeconds(59));
        await FailAsync();

        Assert.Single(_preferred.Calls);
        Assert.Equal(2, _standIn.Calls.Length);
    }

    [Fact]
    public async Task Stand_in_that_fails_for_a_moment_is_no_reason()
    {
        _standIn.Answering = _ => Task.CompletedTask;
        await _store.ReadNewestAsync(10, Cancellation);
        _standIn.Answering = _ => throw new StoreException("is down");

        await FailAsync();

        Assert.Single(_preferred.Calls);
    }

    [Fact]
    public async Task Stand_in_that_answers_later_is_read()
    {
        await FailAsync();
        _standIn.Answering = _ => Task.CompletedTask;

        await _store.ReadNewestAsync(10, Cancellation);

        Assert.Same(_standIn, _store.InUse);
        Assert.Single(_preferred.Calls);
    }

    [Fact]
    public async Task Login_is_tried_again_after_a_minute()
    {
        await FailAsync();
        _time.Advance(TimeSpan.FromSeconds(60));
        await FailAsync();

        Assert.Equal(2, _preferred.Calls.Length);
    }

    [Fact]
    public async Task Login_is_tried_again_at_once_for_the_user()
    {
        await FailAsync();
        _store.TryAgainNow();
        await FailAsync();

        Assert.Equal(2, _preferred.Calls.Length);
    }

    private async Task FailAsync()
    {
        StoreException failure = await Assert.ThrowsAsync<StoreException>(() => _store.ReadNewestAsync(10, Cancellation));
        Assert.Equal(("wrong password", true), (failure.Message, failure.IsLoginRefused));
    }
}
