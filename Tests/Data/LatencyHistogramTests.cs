using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class LatencyHistogramTests
{
    public static TheoryData<int, string> Distributions()
    {
        var cases = new TheoryData<int, string>();
        foreach (string shape in new[] { "uniform", "exponential", "log-normal", "two peaks", "heavy tail", "tiny", "equal", "whole numbers" })
        {
            foreach (int count in new[] { 1, 2, 3, 19, 20, 21, 100, 5000 })
            {
                cases.Add(count, shape);
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Distributions))]
    public void Percentile_is_within_one_percent_or_a_millisecond_of_the_exact_one(int count, string shape)
    {
        for (int seed = 1; seed <= 10; seed++)
        {
            double[] latencies = Latencies(new Random(seed), count, shape);
            LatencyHistogram histogram = HistogramOf(latencies);
            foreach (double fraction in new[] { 0, 0.5, 0.9, 0.95, 0.99, 1 })
            {
                AssertClose(ExactPercentile(latencies, fraction), histogram.PercentileMs(fraction), $"seed {seed}, P{fraction * 100}");
            }
        }
    }

    [Fact]
    public void Percentile_over_two_histograms_is_that_over_all_their_values()
    {
        for (int seed = 1; seed <= 20; seed++)
        {
            var random = new Random(seed);
            double[] first = Latencies(random, random.Next(0, 200), "log-normal");
            double[] second = Latencies(random, random.Next(1, 200), "two peaks");

            double? percentile = HistogramOf(first).PercentileMs(0.95, HistogramOf(second));

            AssertClose(ExactPercentile([.. first, .. second], 0.95), percentile, $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(new double[] { 100 }, 100)]
    [InlineData(new double[] { 100, 200 }, 195)]
    [InlineData(new double[] { 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800, 1900, 2000 }, 1905)]
    public void Percentile_is_interpolated_between_the_closest_ranks(double[] latencies, double expected) =>
        Assert.Equal(expected, HistogramOf(latencies).PercentileMs(0.95)!.Value, 6);

    [Fact]
    public void Empty_histogram_has_no_percentile() => Assert.Null(new LatencyHistogram().PercentileMs(0.95, new LatencyHistogram()));

    [Fact]
    public void What_is_taken_out_again_leaves_no_trace()
    {
        LatencyHistogram histogram = HistogramOf([50, 5000]);

        histogram.Add(LatencyHistogram.BucketOf(5000), -1, -5000);

        Assert.Equal((1L, 50.0, 50.0), (histogram.Count, histogram.SumMs, histogram.PercentileMs(1)!.Value));
    }

    [Theory]
    [InlineData(-5)]
    [InlineData(1_000_000)]
    public void Bucket_outside_the_range_is_clamped(int bucket)
    {
        var histogram = new LatencyHistogram();

        histogram.Add(bucket, 1, 100);

        Assert.Equal(100, histogram.PercentileMs(0.5));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1e12)]
    public void Smallest_and_largest_usable_latency_have_a_bucket(double latencyMs) =>
        Assert.Equal(latencyMs, HistogramOf([latencyMs]).PercentileMs(0.5));

    [Fact]
    public void Cleared_histogram_is_empty()
    {
        LatencyHistogram histogram = HistogramOf([1, 2, 3]);

        histogram.Clear();

        Assert.Equal((0L, 0.0, null), (histogram.Count, histogram.SumMs, histogram.PercentileMs(0.5)));
    }

    private static LatencyHistogram HistogramOf(IEnumerable<double> latencies)
    {
        var histogram = new LatencyHistogram();
        foreach (double latency in latencies)
        {
            histogram.Add(latency);
        }

        return histogram;
    }

    private static double ExactPercentile(double[] latencies, double fraction)
    {
        double[] sorted = [.. latencies.Order()];
        double index = fraction * (sorted.Length - 1);
        int lower = (int)index;
        int upper = Math.Min(lower + 1, sorted.Length - 1);
        return sorted[lower] + ((index - lower) * (sorted[upper] - sorted[lower]));
    }

    private static void AssertClose(double exact, double? actual, string where) =>
        Assert.True(Math.Abs(exact - actual!.Value) <= Math.Max(1, exact * 0.01), $"{where}: {actual} instead of {exact}");

    private static double[] Latencies(Random random, int count, string shape) => [.. Enumerable.Range(0, count).Select(_ => shape switch
    {
        "uniform" => random.NextDouble() * 5000,
        "exponential" => -Math.Log(1 - random.NextDouble()) * 900,
        "log-normal" => Math.Exp(6 + (1.5 * Normal(random))),
        "two peaks" => random.Next(2) == 0 ? 100 + (5 * random.NextDouble()) : 60_000 + (500 * random.NextDouble()),
        "heavy tail" => Math.Min(Math.Pow(1 - random.NextDouble(), -3), 9e11),
        "tiny" => random.NextDouble() * 0.5,
        "equal" => 1234.5,
        "whole numbers" => random.Next(0, 50),
        _ => throw new ArgumentOutOfRangeException(nameof(shape)),
    })];

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
