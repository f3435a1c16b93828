namespace TraceLlm.Monitor.Runtime;

/// <summary>
/// Has garbage collected and its memory given back as soon as a little has piled up, while what lives is little too: some milliseconds
/// of work then. By itself the collector waits until there is as much garbage as there are living objects and keeps the memory: traces that
/// live for a second become old, and old objects are looked at last.
/// </summary>
internal sealed class HeapTrim
{
    /// <summary>What is allocated in a second at 1,000 events a second.</summary>
    private const long LeastAllocatedBytes = 1024 * 1024;

    /// <summary>The work grows with what lives; more than this is left to the collector.</summary>
    private const long MostHeapBytes = 8 * 1024 * 1024;

    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(2);

    private long _allocatedBefore;
    private TimeSpan _nextAt;

    /// <summary>Does its work if there is some. To be called when nobody waits for anything: right after a frame.</summary>
    /// <param name="now">On the monotonic clock.</param>
    public void Run(TimeSpan now)
    {
        if (IsDue(now, GC.GetTotalAllocatedBytes(), GC.GetTotalMemory(forceFullCollection: false)))
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }

    /// <summary>Whether to collect now; the next time is then counted from here.</summary>
    /// <param name="now">On the monotonic clock.</param>
    /// <param name="allocatedBytes">Since the start.</param>
    /// <param name="heapBytes">What lives, and garbage.</param>
    public bool IsDue(TimeSpan now, long allocatedBytes, long heapBytes)
    {
        bool isDue = now >= _nextAt && heapBytes <= MostHeapBytes && allocatedBytes - _allocatedBefore >= LeastAllocatedBytes;
        if (isDue)
        {
            _allocatedBefore = allocatedBytes;
            _nextAt = now + LeastInterval;
        }

        return isDue;
    }
}
