namespace TraceLlm.Monitor.Data;

/// <summary>
/// How many traces come in a minute, as of the newest trace held: it changes when one arrives and never by itself, so that a screen
/// on which nothing happens stays as it is.
/// </summary>
internal static class TraceRate
{
    /// <summary>So many in less than a minute tell the rate by themselves; fewer are counted as the minute's.</summary>
    private const int TellingTraces = 100;

    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    /// <summary>The traces of the minute before the newest one, which is of that minute; where the ledger does not reach back so far
    /// and holds many, those of its time, brought to a minute.</summary>
    /// <returns>Null when nothing is held.</returns>
    public static double? PerMinute(TraceLedger ledger)
    {
        if (ledger.Count == 0)
        {
            return null;
        }

        DateTimeOffset newest = ledger[0].Time;
        int inMinute = newest - DateTimeOffset.MinValue < Minute ? ledger.Count : ledger.CountLaterThan(newest - Minute);
        TimeSpan span = newest - ledger[ledger.Count - 1].Time;
        return inMinute < ledger.Count || inMinute < TellingTraces || span <= TimeSpan.Zero
            ? inMinute
            : (inMinute - 1) * (Minute / span);
    }
}
