namespace TraceLlm.Monitor.Data;

/// <summary>Arithmetic with times that a record or a server tells: they may lie at either end of the calendar, where the framework's
/// throws.</summary>
internal static class ClampedTime
{
    /// <summary>The time so much later, or earlier; the first or last there is where it would lie beyond.</summary>
    public static DateTimeOffset AddClamped(this DateTimeOffset time, TimeSpan span)
    {
        TimeSpan room = (span < TimeSpan.Zero ? DateTimeOffset.MinValue : DateTimeOffset.MaxValue) - time;
        return time + (span.Duration() < room.Duration() ? span : room);
    }
}
