namespace TraceLlm.Monitor.Data;

/// <summary>The one clock for durations and due times: it never leaps, whatever is done to the wall clock.</summary>
internal static class MonotonicClock
{
    /// <summary>Time since an arbitrary start, the same for every holder of this provider.</summary>
    public static TimeSpan Now(this TimeProvider time) => time.GetElapsedTime(0);

    /// <summary>For a timer: those count whole milliseconds and cut fractions off, so that the rest would be waited for in a spin.</summary>
    public static TimeSpan ToWholeMilliseconds(this TimeSpan wait) => TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds));
}
