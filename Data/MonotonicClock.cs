namespace TraceLlm.Monitor.Data;

/// <summary>The one clock for durations and due times: it never leaps, whatever is done to the wall clock.</summary>
internal static class MonotonicClock
{
    /// <summary>Time since an arbitrary start, the same for every holder of this provider.</summary>
    public static TimeSpan Now(this TimeProvider time) => time.GetElapsedTime(0);
}
