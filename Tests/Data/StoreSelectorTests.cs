using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class StoreSelectorTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly FakeTraceStore _preferred;
    private readonly FakeTraceStore _standIn;
    private readonly FakeGuide _guide = new();

    public StoreSelectorTests()
    {
        _preferred = new FakeTraceStore(_time) { Name = "mongodb" };
        _standIn = new FakeTraceStore(_time) { Name = "backend REST :8000" };
        _preferred.Store(SampleTraces.Announced("of the preferred").Stored());
        _standIn.Store(SampleTraces.Announced("of the stand-in").Stored());
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _preferred.DisposeAsync();
        await _standIn.DisposeAsync();
    }

    [Fact]
    public async Task Preferred_store_is_read_and_the_other_left_alone()
    {
        await using StoreSelector store = Selector();

        Assert.Equal("of the preferred", await NewestAsync(store));
        await ReadAllAsync(store);

        Assert.Equal(("mongodb", null), (store.Name, store.Problem));
        Assert.Empty(_standIn.Calls);
    }

    [Fact]
    public async Task Store_in_use_is_the_one_that_rings()
    {
        await using StoreSelector store = Selector();
        (_preferred.Bell, _preferred.FollowsChanges) = (new ChangeBell(), true);
        Assert.Equal((null, false), (store.Bell, store.FollowsChanges));

        await NewestAsync(store);
        Assert.Equal((_preferred.Bell, true), (store.Bell, store.FollowsChanges));

        Fail(_preferred);
        await NewestAsync(store);
        Assert.Equal((null, false), (store.Bell, store.FollowsChanges));
    }

    [Fact]
    public async Task Stand_in_is_read_at_once_when_the_preferred_store_is_down_at_the_start()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred);

        Assert.Equal("of the stand-in", await NewestAsync(store));

        Assert.Equal("backend REST :8000", store.Name);
        Assert.Equal(("is down", true), (store.Problem?.Message, store.Problem?.IsStoodInFor));
        Assert.InRange(store.Problem!.Value.RetryAt!.Value, TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task One_failed_poll_is_told_and_changes_no_store()
    {
        await using StoreSelector store = Selector();
        await NewestAsync(store);
        Fail(_preferred);

        await Assert.ThrowsAsync<StoreException>(() => store.ReadChangesAsync(Cancellation));

        Recover(_preferred);
        Assert.Equal("of the preferred", await NewestAsync(store));
        Assert.Empty(_standIn.Calls);
    }

    [Fact]
    public async Task Store_that_is_only_too_slow_is_kept()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred, new StoreException("too slow") { IsTooSlow = true });

        await Assert.ThrowsAsync<StoreException>(() => NewestAsync(store));

        Assert.Empty(_standIn.Calls);
    }

    [Fact]
    public async Task Failure_of_both_is_that_of_the_preferred_store()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred, new StoreException("wrong password") { IsLoginRefused = true });
        Fail(_standIn);

        StoreException failure = await Assert.ThrowsAsync<StoreException>(() => NewestAsync(store));

        Assert.Equal(("wrong password", true), (failure.Message, failure.IsLoginRefused));
        Assert.Equal("mongodb", store.Name);
    }

    [Fact]
    public async Task Preferred_store_is_taken_up_again_when_it_is_back()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred);
        await NewestAsync(store);
        await ReadAllAsync(store);
        Recover(_preferred);

        Assert.False((await store.ReadChangesAsync(Cancellation)).MustReanchor);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await store.ReadChangesAsync(Cancellation)).MustReanchor);

        Assert.Equal("of the preferred", await NewestAsync(store));
        Assert.Equal(("mongodb", null), (store.Name, store.Problem));
        Assert.False((await store.ReadChangesAsync(Cancellation)).MustReanchor);
    }

    [Fact]
    public async Task Dead_preferred_store_is_tried_beside_the_reads_of_the_stand_in()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred);
        await NewestAsync(store);
        var answer = new TaskCompletionSource();
        _preferred.Answering = _ => answer.Task;
        _preferred.ForgetCalls();
        _time.Advance(TimeSpan.FromSeconds(1));

        for (int poll = 0; poll < 3; poll++)
        {
            Assert.False((await store.ReadChangesAsync(Cancellation)).MustReanchor);
        }

        Assert.Equal(["count"], _preferred.Calls);
        Assert.Null(store.Problem!.Value.RetryAt);
        answer.SetResult();
        Assert.True((await store.ReadChangesAsync(Cancellation)).MustReanchor);
    }

    [Fact]
    public async Task Dead_preferred_store_is_tried_less_and_less_often()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred);
        await NewestAsync(store);
        TimeSpan before = TimeSpan.Zero;
        for (int attempt = 1; attempt < 5; attempt++)
        {
            TimeSpan wait = store.Problem!.Value.RetryAt!.Value - _time.Now();
            Assert.True(wait > before, $"attempt {attempt}: {wait} after {before}");
            before = wait;
            _time.Advance(wait);
            await store.ReadChangesAsync(Cancellation);
        }
    }

    [Fact]
    public async Task Refused_login_is_not_tried_again_within_a_minute()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred, new StoreException("wrong password") { IsLoginRefused = true });

        await NewestAsync(store);

        Assert.Equal(TimeSpan.FromMinutes(1), store.Problem!.Value.RetryAt);
    }

    [Fact]
    public async Task Stand_in_that_fails_too_gives_way_to_the_preferred_store()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred);
        await NewestAsync(store);
        Fail(_standIn);
        await Assert.ThrowsAsync<StoreException>(() => store.ReadChangesAsync(Cancellation));
        Recover(_preferred);

        Assert.Equal("of the preferred", await NewestAsync(store));
    }

    [Fact]
    public async Task Store_that_may_not_be_read_is_never_asked()
    {
        _guide.MayUsePreferred = false;
        await using StoreSelector store = Selector(_guide);

        Assert.Equal("of the stand-in", await NewestAsync(store));
        await ReadAllAsync(store);
        _time.Advance(TimeSpan.FromHours(1));
        await ReadAllAsync(store);

        Assert.Empty(_preferred.Calls);
        Assert.Equal(("backend REST :8000", null), (store.Name, store.Problem));
    }

    [Fact]
    public async Task Neither_store_is_read_before_it_is_decided()
    {
        _guide.Failure = new StoreException("not yet");
        await using StoreSelector store = Selector(_guide);

        await Assert.ThrowsAsync<StoreException>(() => NewestAsync(store));
        await Assert.ThrowsAsync<StoreException>(
            () => store.ReadOlderAsync(SampleTraces.Noon, 10, Cancellation));

        Assert.Equal("asking the backend", store.Name);
        Assert.Empty(_preferred.Calls);
        Assert.Empty(_standIn.Calls);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Decision_that_changes_changes_the_store_and_reads_everything_anew(bool mayUsePreferredAfterwards)
    {
        _guide.MayUsePreferred = !mayUsePreferredAfterwards;
        await using StoreSelector store = Selector(_guide);
        await NewestAsync(store);
        await ReadAllAsync(store);
        _guide.MayUsePreferred = mayUsePreferredAfterwards;

        Assert.True((await store.ReadChangesAsync(Cancellation)).MustReanchor);
        await NewestAsync(store);

        Assert.Equal(mayUsePreferredAfterwards ? "mongodb" : "backend REST :8000", store.Name);
        Assert.False((await store.ReadChangesAsync(Cancellation)).MustReanchor);
    }

    [Fact]
    public async Task Store_that_may_no_longer_be_read_is_left()
    {
        await using StoreSelector store = Selector(_guide);
        await NewestAsync(store);
        _guide.MayUsePreferred = false;
        _preferred.ForgetCalls();

        await store.ReadChangesAsync(Cancellation);
        await NewestAsync(store);

        Assert.Equal(["disconnect"], _preferred.Calls);
    }

    [Fact]
    public async Task Suspension_ends_the_attempt_and_closes_both()
    {
        await using StoreSelector store = Selector();
        Fail(_preferred);
        await NewestAsync(store);
        _preferred.Answering = _ => new TaskCompletionSource().Task;
        _time.Advance(TimeSpan.FromSeconds(1));
        await store.ReadChangesAsync(Cancellation);

        await store.DisconnectAsync();

        Assert.Equal("disconnect", _preferred.Calls[^1]);
        Assert.Equal("disconnect", _standIn.Calls[^1]);
    }

    private StoreSelector Selector(IStoreGuide? guide = null) => new(_preferred, _standIn, guide, _time, new Random(1));

    private static void Fail(FakeTraceStore store, StoreException? with = null) =>
        store.Answering = _ => Task.FromException(with ?? new StoreException("is down"));

    private static void Recover(FakeTraceStore store) => store.Answering = _ => Task.CompletedTask;

    private static async Task<string> NewestAsync(StoreSelector store) =>
        Assert.Single(await store.ReadNewestAsync(200, Cancellation)).TraceId;

    private static async Task ReadAllAsync(StoreSelector store)
    {
        await store.ReadTotalsAsync(Cancellation);
        await store.ReadChangesAsync(Cancellation);
        await store.CountAsync(Cancellation);
    }
}
