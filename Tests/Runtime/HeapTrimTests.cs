using TraceLlm.Monitor.Runtime;

namespace TraceLlm.Monitor.Tests.Runtime;

public sealed class HeapTrimTests
{
    private const long SmallHeap = 3_000_000, LargeHeap = 80_000_000;
    private const long ManyBytes = 2_000_000;

    private static readonly TimeSpan Start = TimeSpan.FromSeconds(10);

    private readonly HeapTrim _trim = new();

    [Fact]
    public void Collects_once_enough_was_allocated()
    {
        Assert.False(_trim.IsDue(Start, 1000, SmallHeap));
        Assert.True(_trim.IsDue(Start, ManyBytes, SmallHeap));
        Assert.False(_trim.IsDue(Start + TimeSpan.FromHours(1), ManyBytes + 1000, SmallHeap));
    }

    [Fact]
    public void Collects_every_two_seconds_at_most()
    {
        Assert.True(_trim.IsDue(Start, ManyBytes, SmallHeap));
        Assert.False(_trim.IsDue(Start + TimeSpan.FromSeconds(1.9), 2 * ManyBytes, SmallHeap));
        Assert.True(_trim.IsDue(Start + TimeSpan.FromSeconds(2), 3 * ManyBytes, SmallHeap));
    }

    [Fact]
    public void Large_heap_is_left_to_the_collector() => Assert.False(_trim.IsDue(Start, ManyBytes, LargeHeap));
}
