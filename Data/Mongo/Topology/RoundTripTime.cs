namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>The average time that a server's answers take (MongoDB specifications, server selection, "Round Trip Times and the
/// Latency Window").</summary>
internal static class RoundTripTime
{
    /// <summary>The specification's weight of the newest answer.</summary>
    private const double Weight = 0.2;

    /// <param name="average">The average so far; null: there was no answer yet.</param>
    /// <param name="sample">What the newest answer took.</param>
    public static TimeSpan Add(TimeSpan? average, TimeSpan sample) =>
        average is TimeSpan before ? (Weight * sample) + ((1 - Weight) * before) : sample;
}
