using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TotalsScheduleTests
{
    private readonly ManualTime _time = new();
    private readonly TotalsSchedule _schedule;

    public TotalsScheduleTests() => _schedule = new TotalsSchedule(new StorePollerOptions { Refresh = TimeSpan.FromSeconds(2) }, _time);

    /// <summary>Seconds until the next sum.</summary>
    private double Wait => (_schedule.DueAt - _time.Now()).TotalSeconds;

    [Fact]
    public void Store_that_was_never_summed_is_due() => Assert.True(_schedule.IsDue);

    [Theory]
    [InlineData(1, 300)]
    [InlineData(4, 400)]
    public void Next_sum_comes_after_five_minutes_or_a_hundred_times_its_duration(double seconds, double expected)
    {
        Sum(seconds);
        _schedule.Finish();

        Assert.Equal(expected, Wait);
    }

    [Fact]
    public void Sum_whose_figures_could_not_be_told_is_repeated_after_its_rest()
    {
        Sum(seconds: 1);

        Assert.Equal(100, Wait);
    }

    [Fact]
    public void Request_is_granted_at_once_and_then_once_in_five_minutes()
    {
        Sum(seconds: 1);
        _schedule.Finish();

        Assert.True(_schedule.TryRequest(isByUser: false));
        Assert.True(_schedule.IsDue);
        Sum(seconds: 1);
        _schedule.Finish();
        Assert.False(_schedule.TryRequest(isByUser: false));
        Assert.Equal(300, Wait);
    }

    [Fact]
    public void Request_of_the_user_is_always_granted_leaves_the_store_its_rest_and_the_checks_their_own()
    {
        Sum(seconds: 1);
        _schedule.Finish();

        Assert.True(_schedule.TryRequest(isByUser: true));
        Assert.Equal(100, Wait);
        Assert.True(_schedule.TryRequest(isByUser: true));
        Assert.True(_schedule.TryRequest(isByUser: false));
    }

    [Fact]
    public void Request_that_was_granted_outlives_a_failure_and_another_request()
    {
        Sum(seconds: 1);
        _schedule.Finish();
        _schedule.TryRequest(isByUser: false);

        _schedule.Require();
        _schedule.TryRequest(isByUser: true);

        Assert.True(_schedule.IsDue);
    }

    [Fact]
    public void Another_store_is_due_at_once()
    {
        Sum(seconds: 4);
        _schedule.Finish();

        _schedule.ChangeStore();

        Assert.True(_schedule.IsDue);
        Assert.True(_schedule.TryRequest(isByUser: false));
    }

    [Fact]
    public void Count_keeps_the_strongest_cause_until_it_is_taken()
    {
        _schedule.EndCount();
        Assert.False(_schedule.IsCountDue);

        _schedule.RequireCount(CountCause.AskedFor);
        _schedule.RequireCount(CountCause.Reconnected);
        Assert.Equal((true, CountCause.AskedFor), (_schedule.IsCountDue, _schedule.CountCause));

        _schedule.EndCount();
        Assert.Equal((false, CountCause.Regular), (_schedule.IsCountDue, _schedule.CountCause));
    }

    private void Sum(double seconds)
    {
        TimeSpan askedAt = _time.Now();
        _time.Advance(TimeSpan.FromSeconds(seconds));
        _schedule.EndSum(askedAt, isCountsOnly: false);
    }
}
