namespace TraceLlm.Monitor.Data;

/// <summary>
/// Latencies in logarithmic buckets: bucket b holds [γ^b - 1, γ^(b+1) - 1) ms with γ = 1.01, so any value of a bucket is
/// within 1 % or (near zero) 0.01 ms of any other. Each bucket keeps its sum too, so that a bucket with one value is exact. Merging adds.
/// </summary>
internal sealed class LatencyHistogram
{
    /// <summary>The natural logarithm of γ: the divisor of the bucket expression, here and in MongoDB's aggregate.</summary>
    public const double LogGamma = 0.009950330853168083; // ln(1.01)

    /// <summary>ln(1e12 + 1) / ln γ, the largest usable latency, rounded up.</summary>
    public const int BucketCount = 2778;

    private readonly long[] _counts = new long[BucketCount];
    private readonly double[] _sums = new double[BucketCount];

    /// <summary>Latencies held.</summary>
    public long Count { get; private set; }

    /// <summary>Their sum in milliseconds.</summary>
    public double SumMs { get; private set; }

    /// <param name="latencyMs">Finite and >= 0.</param>
    public static int BucketOf(double latencyMs) => Math.Clamp((int)(Math.Log(latencyMs + 1) / LogGamma), 0, BucketCount - 1);

    public void Add(double latencyMs) => Add(BucketOf(latencyMs), 1, latencyMs);

    /// <summary>Adds a bucket as a store summed it. A bucket outside the range is an error of the store: it is clamped.</summary>
    public void Add(int bucket, long count, double sumMs)
    {
        bucket = Math.Clamp(bucket, 0, BucketCount - 1);
        _counts[bucket] += count;
        _sums[bucket] += sumMs;
        Count += count;
        SumMs += sumMs;
    }

    public void Clear()
    {
        Array.Clear(_counts);
        Array.Clear(_sums);
        Count = 0;
        SumMs = 0;
    }

    /// <summary>
    /// The percentile over this histogram and another one: linear interpolation between closest ranks, index p(n-1).
    /// </summary>
    /// <param name="fraction">0 to 1.</param>
    /// <returns>Milliseconds; null when both are empty.</returns>
    public double? PercentileMs(double fraction, LatencyHistogram? other = null)
    {
        long count = Count + (other?.Count ?? 0);
        if (count == 0)
        {
            return null;
        }

        double index = fraction * (count - 1);
        long lowerRank = (long)index;
        double lower = ValueAtRank(lowerRank, other, out double upper);
        return lower + ((index - lowerRank) * (upper - lower));
    }

    /// <summary>The value at a 0-based rank, and the one at the next rank (the same at the last).</summary>
    private double ValueAtRank(long rank, LatencyHistogram? other, out double next)
    {
        double value = double.NaN;
        long seen = 0;
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            long count = _counts[bucket] + (other?._counts[bucket] ?? 0);
            if (count <= 0)
            {
                continue;
            }

            seen += count;
            double mean = (_sums[bucket] + (other?._sums[bucket] ?? 0)) / count;
            if (double.IsNaN(value) && rank < seen)
            {
                value = mean;
            }

            if (rank + 1 < seen)
            {
                next = mean;
                return value;
            }
        }

        next = value;
        return value;
    }
}
