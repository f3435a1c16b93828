using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class ClampedTimeTests
{
    private static readonly DateTimeOffset First = DateTimeOffset.MinValue;
    private static readonly DateTimeOffset Last = DateTimeOffset.MaxValue;

    [Fact]
    public void Time_with_room_is_moved()
    {
        Assert.Equal(First.AddSeconds(3), First.AddClamped(TimeSpan.FromSeconds(3)));
        Assert.Equal(Last.AddSeconds(-3), Last.AddClamped(TimeSpan.FromSeconds(-3)));
    }

    [Fact]
    public void Time_without_room_stays_at_the_end_of_the_calendar()
    {
        Assert.Equal(First, First.AddSeconds(1).AddClamped(TimeSpan.FromSeconds(-2)));
        Assert.Equal(First, First.AddClamped(TimeSpan.FromMilliseconds(-1)));
        Assert.Equal(Last, Last.AddClamped(TimeSpan.FromSeconds(2)));
    }
}
