using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class ChangeOverlapTests
{
    /// <summary>Where created_at tells when a document was stored, its caller says what he likes.</summary>
    [Fact]
    public void Mark_at_the_beginning_of_the_calendar_is_read_from_there()
    {
        var overlap = new ChangeOverlap();
        overlap.Add([SampleTraces.Announced("a").Stored(storedAt: DateTimeOffset.MinValue)]);

        Assert.Equal(DateTimeOffset.MinValue, overlap.Begin(SampleTraces.Noon));
    }

    [Fact]
    public void Cut_at_the_end_of_the_calendar_moves_nothing()
    {
        var overlap = new ChangeOverlap();
        overlap.Complete(SampleTraces.Noon);

        overlap.MoveBackTo(DateTimeOffset.MaxValue);

        Assert.Equal(SampleTraces.Noon - ChangeOverlap.Margin, overlap.Begin(SampleTraces.Noon));
    }
}
