using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

/// <summary>A store that tells by itself what is stored is read when it rings.</summary>
public sealed class StorePollerBellTests
{
    [Fact]
    public async Task Ring_is_followed_by_a_read_at_once()
    {
        await using var run = new PollerRun();
        run.Store.Bell = new ChangeBell();
        await run.StartAsync();

        run.Store.Bell.Ring();

        await run.NextAsync<SourceEvent.ChangesRead>();
        Assert.Equal(["changes"], run.Store.Calls);
    }

    [Fact]
    public async Task Store_that_tells_by_itself_is_told_of_in_the_status()
    {
        await using var run = new PollerRun();
        run.Store.Bell = new ChangeBell();
        await run.StartAsync();

        run.Store.FollowsChanges = true;
        run.Store.Bell.Ring();

        Assert.True((await run.StatusAsync()).FollowsChanges);
    }

    [Fact]
    public async Task Ring_does_not_shorten_the_wait_after_a_failure()
    {
        await using var run = new PollerRun();
        run.Store.Bell = new ChangeBell();
        await run.StartAsync();
        run.Store.Answering = _ => throw new StoreException("no");
        run.Time.Advance(PollerRun.Refresh);
        Assert.Equal("no", (await run.StatusAsync()).Error);
        run.Forget();

        run.Store.Bell.Ring();
        run.Ask(new SourceRequest.SetCadence(PollerRun.Refresh));
        run.Ask(new SourceRequest.Suspend());

        Assert.Equal(SourceState.Suspended, (await run.StatusAsync()).State);
        Assert.Equal(["disconnect"], run.Store.Calls);
    }

    [Fact]
    public async Task Rings_that_nobody_waited_for_are_one()
    {
        var bell = new ChangeBell();
        bell.Ring();
        bell.Ring();

        await bell.WaitAsync(TestContext.Current.CancellationToken).WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken);

        Assert.True(bell.WasRung());
        Assert.False(bell.WasRung());
    }
}
