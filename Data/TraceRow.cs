namespace TraceLlm.Monitor.Data;

/// <summary>A trace in its place in the <see cref="TraceLedger"/>.</summary>
/// <param name="Trace">What is shown.</param>
/// <param name="Time">created_at, where that is missing the time of storing; the arrival where both are missing or it lies in the future.</param>
/// <param name="IsFromFuture">created_at was after the arrival: the row is marked <c>&gt;</c>.</param>
/// <param name="Arrival">Number of the arrival: later is greater; decides between equal times.</param>
internal sealed record TraceRow(Trace Trace, DateTimeOffset Time, bool IsFromFuture, long Arrival) : IComparable<TraceRow>
{
    /// <summary>How far two hosts' clocks may differ before a time counts as lying in the future.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromSeconds(2);

    private readonly long _ticks = Time.UtcTicks;

    public DateTimeOffset Time
    {
        get => new(_ticks, TimeSpan.Zero);
        init => _ticks = value.UtcTicks;
    }

    public static TraceRow Of(Trace trace, DateTimeOffset arrivedAt, long arrival)
    {
        DateTimeOffset time = trace.CreatedAt ?? trace.StoredAt ?? arrivedAt;
        return time > arrivedAt + ClockTolerance
            ? new TraceRow(trace, arrivedAt, IsFromFuture: true, arrival)
            : new TraceRow(trace, time, IsFromFuture: false, arrival);
    }

    /// <summary>Older first.</summary>
    public int CompareTo(TraceRow? other)
    {
        int byTime = _ticks.CompareTo(other!._ticks);
        return byTime != 0 ? byTime : Arrival.CompareTo(other.Arrival);
    }
}
