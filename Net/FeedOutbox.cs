using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// What the feed publishes. The queue to the screen can be full, and then nothing here waits: a trace is dropped and counted, a
/// status and the counts are kept until they are taken (<see cref="TryFlush"/>).
/// </summary>
/// <param name="publish">Never blocks; false when the queue is full.</param>
internal sealed class FeedOutbox(Func<SourceEvent, bool> publish)
{
    private static readonly DiagnosticArea[] Areas =
        [DiagnosticArea.MalformedMessages, DiagnosticArea.OversizedMessages, DiagnosticArea.DroppedTraces];

    private readonly int[] _counts = new int[Areas.Length];

    private SourceStatus? _untaken;

    /// <summary>Whether something is left to publish. May be read by any task.</summary>
    public bool HasUntaken => Volatile.Read(ref _untaken) is not null || _counts.AsSpan().ContainsAnyExcept(0);

    /// <summary>Publishes a status, now or with the next flush; only the last one matters. Not to be called while another task
    /// may flush.</summary>
    public void Show(SourceStatus status) =>
        Volatile.Write(ref _untaken, publish(new SourceEvent.StatusChanged(status)) ? null : status);

    /// <summary>Publishes a trace or drops it. May be called from any task.</summary>
    public void Announce(Trace trace)
    {
        if (!publish(new SourceEvent.TracesAnnounced([trace])))
        {
            Count(DiagnosticArea.DroppedTraces);
        }
    }

    /// <summary>Counts one more of something. May be called from any task.</summary>
    public void Count(DiagnosticArea area) => Interlocked.Increment(ref _counts[Array.IndexOf(Areas, area)]);

    /// <summary>Publishes what is left. Called by one task at a time.</summary>
    /// <returns>Whether nothing is left.</returns>
    public bool TryFlush()
    {
        if (_untaken is { } status)
        {
            Show(status);
        }

        for (int index = 0; index < Areas.Length; index++)
        {
            int count = Interlocked.Exchange(ref _counts[index], 0);
            if (count > 0 && !publish(new SourceEvent.Diagnostic(Areas[index], count)))
            {
                Interlocked.Add(ref _counts[index], count);
            }
        }

        return !HasUntaken;
    }
}
