using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TraceRateTests
{
    private readonly TraceLedger _ledger = new(300);

    [Fact]
    public void Nothing_held_has_no_rate() => Assert.Null(TraceRate.PerMinute(_ledger));

    [Fact]
    public void Traces_of_the_minute_before_the_newest_are_counted()
    {
        Hold(-3600, -61, -60, -59, -1, 0);

        Assert.Equal(3, TraceRate.PerMinute(_ledger));
    }

    [Fact]
    public void Few_in_less_than_a_minute_are_the_minutes()
    {
        Hold(-2, -1, 0);

        Assert.Equal(3, TraceRate.PerMinute(_ledger));
    }

    [Fact]
    public void Many_in_less_than_a_minute_tell_the_rate()
    {
        Hold([.. Enumerable.Range(0, 1000).Select(i => -i * 0.01)]);

        Assert.Equal(300, _ledger.Count);
        Assert.Equal(6000, TraceRate.PerMinute(_ledger)!.Value, 1e-6);
    }

    [Fact]
    public void Many_of_one_moment_are_the_minutes()
    {
        Hold([.. Enumerable.Repeat(0.0, 200)]);

        Assert.Equal(200, TraceRate.PerMinute(_ledger));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    public void Traces_of_the_first_minute_there_is_are_counted(int seconds)
    {
        _ledger.Add(SampleTraces.Announced("a", createdAt: DateTimeOffset.MinValue.AddSeconds(seconds)), SampleTraces.Noon);

        Assert.Equal(1, TraceRate.PerMinute(_ledger));
    }

    [Fact]
    public void Any_rows_give_what_counting_them_gives()
    {
        for (int seed = 1; seed <= 200; seed++)
        {
            var random = new Random(seed);
            var ledger = new TraceLedger(500);
            double[] seconds = [.. Enumerable.Range(0, 1 + random.Next(400)).Select(_ => -random.NextDouble() * 500)];
            Hold(ledger, [.. seconds, -600]);

            int expected = seconds.Count(second => second > seconds.Max() - 60);
            Assert.True(expected == TraceRate.PerMinute(ledger), $"seed {seed}: {TraceRate.PerMinute(ledger)} instead of {expected}");
        }
    }

    private static void Hold(TraceLedger ledger, params double[] seconds)
    {
        for (int i = 0; i < seconds.Length; i++)
        {
            ledger.Add(SampleTraces.Announced($"{i}", createdAt: SampleTraces.Noon.AddSeconds(seconds[i])), SampleTraces.Noon.AddSeconds(5));
        }
    }

    private void Hold(params double[] seconds) => Hold(_ledger, seconds);
}
