namespace TraceLlm.Monitor.Tui.State;

/// <summary>The polling intervals that the keys lead to, within what <c>--refresh</c> allows.</summary>
internal static class RefreshSteps
{
    private static readonly double[] Seconds = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1800, 3600];

    /// <summary>The next longer interval; the same at the end.</summary>
    public static TimeSpan Longer(TimeSpan refresh) =>
        TimeSpan.FromSeconds(Array.Find(Seconds, step => step > refresh.TotalSeconds) is > 0 and var next ? next : Seconds[^1]);

    /// <summary>The next shorter interval; the same at the end.</summary>
    public static TimeSpan Shorter(TimeSpan refresh) =>
        TimeSpan.FromSeconds(Array.FindLast(Seconds, step => step < refresh.TotalSeconds) is > 0 and var next ? next : Seconds[0]);
}
