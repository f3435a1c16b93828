namespace TraceLlm.Monitor.Data;

/// <summary>The figures of one model's traces, or of all of them together, among those that are held.</summary>
/// <param name="Model">Its name; null: the traces that name none.</param>
/// <param name="Counts">Traces by status.</param>
/// <param name="AverageMs">Mean of the usable latencies; null when there is none.</param>
/// <param name="P50Ms">Median of the usable latencies; null when there is none.</param>
/// <param name="P95Ms">95th percentile, likewise.</param>
/// <param name="P99Ms">99th percentile, likewise.</param>
/// <param name="TokenCount">Sum of the tokens.</param>
internal sealed record ModelFigures(
    string? Model, StatusCounts Counts, double? AverageMs, double? P50Ms, double? P95Ms, double? P99Ms, long TokenCount);
