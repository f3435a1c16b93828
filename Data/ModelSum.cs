namespace TraceLlm.Monitor.Data;

/// <summary>Sums up the traces of one model.</summary>
/// <param name="model">Its name; null: none.</param>
internal sealed class ModelSum(string? model)
{
    private readonly List<double> _latencies = [];

    private StatusCounts _counts;
    private double _sumMs;
    private long _tokens;

    public void Add(Trace trace)
    {
        _counts += StatusCounts.Of(trace.Status, 1);
        _tokens += trace.TokenCount;
        if (trace.LatencyMs is { } latencyMs)
        {
            _latencies.Add(latencyMs);
            _sumMs += latencyMs;
        }
    }

    public ModelFigures Read()
    {
        _latencies.Sort();
        double? average = _latencies.Count == 0 ? null : _sumMs / _latencies.Count;
        return new ModelFigures(model, _counts, average, Percentile(0.5), Percentile(0.95), Percentile(0.99), _tokens);
    }

    /// <summary>Linear interpolation between closest ranks, index p(n-1).</summary>
    private double? Percentile(double fraction)
    {
        if (_latencies.Count == 0)
        {
            return null;
        }

        double index = fraction * (_latencies.Count - 1);
        int lower = (int)index;
        int upper = Math.Min(lower + 1, _latencies.Count - 1);
        return _latencies[lower] + ((index - lower) * (_latencies[upper] - _latencies[lower]));
    }
}
