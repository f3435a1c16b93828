using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class BackoffTests
{
    [Fact]
    public void Next_doubles_from_one_second_to_thirty_and_jitters_downwards_only()
    {
        var backoff = new Backoff(new Random(1));
        double[] ceilings = [1, 2, 4, 8, 16, 30, 30, 30];

        foreach (double ceiling in ceilings)
        {
            Assert.InRange(backoff.Next().TotalSeconds, ceiling * 0.8, ceiling);
        }
    }

    [Fact]
    public void Reset_starts_over()
    {
        var backoff = new Backoff(new Random(1));
        backoff.Next();
        backoff.Next();

        backoff.Reset();

        Assert.InRange(backoff.Next().TotalSeconds, 0.8, 1);
    }
}
