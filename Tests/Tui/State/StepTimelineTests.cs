using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

public sealed class StepTimelineTests
{
    [Fact]
    public void Steps_lie_where_they_ended_on_a_common_axis()
    {
        var timeline = new StepTimeline([StepOf(200, 0.2), StepOf(300, 0.5), StepOf(500, 1.0)]);

        Assert.Equal(1000, timeline.LengthMs);
        Assert.Equal([(0, 2), (2, 3), (5, 5)], Bars(timeline, 3, 10));
    }

    [Fact]
    public void Steps_that_ran_together_overlap()
    {
        var timeline = new StepTimeline([StepOf(1000, 1.0), StepOf(500, 0.75)]);

        Assert.Equal([(0, 8), (2, 4)], Bars(timeline, 2, 8));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5.0)]
    public void Steps_whose_times_tell_nothing_follow_one_another(double? endSeconds)
    {
        var timeline = new StepTimeline([StepOf(250, endSeconds), StepOf(250, endSeconds), StepOf(500, endSeconds)]);

        Assert.Equal([(0, 2), (2, 2), (4, 4)], Bars(timeline, 3, 8));
    }

    [Fact]
    public void Step_without_a_duration_has_one_cell()
    {
        var timeline = new StepTimeline([StepOf(null, 0), StepOf(1000, 1.0), StepOf(null, 1.0)]);

        Assert.Equal([(0, 1), (0, 10), (9, 1)], Bars(timeline, 3, 10));
    }

    [Fact]
    public void Steps_of_no_length_at_all_have_one_cell_each() =>
        Assert.Equal([(0, 1), (0, 1)], Bars(new StepTimeline([StepOf(null, null), StepOf(0, null)]), 2, 10));

    private static (int First, int Count)[] Bars(StepTimeline timeline, int steps, int columns) =>
        [.. Enumerable.Range(0, steps).Select(step => timeline.BarOf(step, columns))];

    private static Step StepOf(double? durationMs, double? endSeconds) => new()
    {
        DurationMs = durationMs,
        Timestamp = endSeconds is { } end ? SampleTraces.Noon.AddSeconds(end) : null,
    };
}
