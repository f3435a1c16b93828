using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class CountCheckTests
{
    private readonly CountCheck _check = new();

    [Fact]
    public void One_difference_is_no_evidence() => Assert.False(_check.Differs(10, 12));

    [Fact]
    public void Difference_twice_running_is()
    {
        _check.Differs(10, 12);

        Assert.True(_check.Differs(10, 12));
    }

    [Fact]
    public void One_difference_is_where_once_is_enough()
    {
        Assert.True(_check.Differs(10, 12, isOnceEnough: true));
        Assert.False(_check.Differs(12, 12, isOnceEnough: true));
    }

    [Fact]
    public void Agreement_in_between_begins_anew()
    {
        _check.Differs(10, 12);
        _check.Differs(10, 10);

        Assert.False(_check.Differs(10, 12));
    }

    [Fact]
    public void Difference_that_arrivals_explain_is_none()
    {
        _check.Differs(10, 12);
        _check.CountArrival();
        _check.CountArrival();

        Assert.False(_check.Differs(10, 12));
    }

    [Fact]
    public void Arrivals_explain_one_check_only()
    {
        _check.CountArrival();
        _check.Differs(10, 11);
        _check.Differs(10, 11);

        Assert.True(_check.Differs(10, 11));
    }

    [Fact]
    public void Evidence_is_told_once()
    {
        _check.Differs(10, 12);
        _check.Differs(10, 12);

        Assert.False(_check.Differs(10, 12));
    }

    [Fact]
    public void Fewer_documents_than_shown_are_a_difference_too()
    {
        _check.Differs(12, 10);

        Assert.True(_check.Differs(12, 10));
    }

    [Fact]
    public void Figures_read_anew_begin_anew()
    {
        _check.Differs(10, 12);
        _check.Reset();

        Assert.False(_check.Differs(10, 12));
    }
}
