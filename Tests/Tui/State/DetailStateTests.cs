using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>The open trace: what is asked of the store, what is shown before, after and without its answer.</summary>
public sealed class DetailStateTests
{
    [Fact]
    public void What_the_row_tells_is_shown_while_the_store_is_asked()
    {
        DashboardScreen screen = Opened();

        Assert.Contains("prompt of trace-2", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("Reading the whole trace", screen.Text(), StringComparison.Ordinal);
        Assert.Equal(["trace-2"], Asked(screen));
    }

    [Fact]
    public void Answer_replaces_it()
    {
        DashboardScreen screen = Opened();

        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2")));

        Assert.Contains("the whole prompt", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("the whole response", screen.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("Reading the whole trace", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_is_told_in_a_line_and_what_is_known_stays()
    {
        DashboardScreen screen = Opened();

        screen.Apply(new SourceEvent.TraceRead(ReferenceOf("trace-2"), null, "connection refused by 127.0.0.1:27017"));

        Assert.Contains("could not be read: connection refused by 127.0.0.1:27017", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("prompt of trace-2", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_r_asks_for_the_trace_again()
    {
        DashboardScreen screen = Opened();
        screen.Apply(Failure());
        Asked(screen);

        screen.Press("r");

        Assert.Equal(["trace-2"], Asked(screen));
        Assert.Contains("Reading the whole trace", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_that_could_not_be_read_is_asked_for_again_once_the_store_is_back()
    {
        DashboardScreen screen = Opened();
        screen.Apply(Failure(), Store(SourceState.Unavailable));
        Asked(screen);

        screen.Apply(Store(SourceState.Connected));
        screen.Apply(Store(SourceState.Connected));

        Assert.Equal(["trace-2"], Asked(screen));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Store_that_is_back_is_not_asked_for_what_is_read_or_closed(bool isRead)
    {
        DashboardScreen screen = Opened();
        screen.Apply(isRead ? Answer("trace-2", SampleDetails.Whole("trace-2")) : Failure(), Store(SourceState.Unavailable));
        if (!isRead)
        {
            screen.Press(KeyCode.Escape);
        }

        Asked(screen);

        screen.Apply(Store(SourceState.Connected));

        Assert.Empty(Asked(screen));
    }

    [Fact]
    public void What_was_read_stays_when_it_cannot_be_read_again()
    {
        DashboardScreen screen = Opened();
        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2")));

        screen.Press("r");
        Assert.Contains("the whole response", screen.Text(), StringComparison.Ordinal);
        screen.Apply(Failure());

        Assert.Contains("the whole response", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("could not be read: connection refused", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Selection_of_a_step_that_is_gone_moves_to_the_last()
    {
        DashboardScreen screen = Opened();
        TraceDetail whole = SampleDetails.Whole("trace-2");
        screen.Apply(Answer("trace-2", whole));
        screen.Press(new Key(KeyCode.Tab, default, KeyModifiers.Shift), new Key(KeyCode.Enter));

        screen.Press("r");
        screen.Apply(Answer("trace-2", whole with { Steps = [whole.Steps[0]] }));

        Assert.StartsWith("plan", screen.SelectedLine(), StringComparison.Ordinal);
        Assert.Equal((0, -1), (screen.State.Detail.SelectedStep, screen.State.Detail.OpenStep));
    }

    [Fact]
    public void Trace_that_the_store_lacks_is_told_in_a_line()
    {
        DashboardScreen screen = Opened();

        screen.Apply(new SourceEvent.TraceRead(ReferenceOf("trace-2"), null, null));

        Assert.Contains("The store does not have this trace", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Answer_for_another_trace_is_ignored()
    {
        DashboardScreen screen = Opened();

        screen.Apply(Answer("trace-1", SampleDetails.Whole("trace-1")));

        Assert.Contains("Reading the whole trace", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Next_and_previous_open_the_neighbours_without_going_back()
    {
        DashboardScreen screen = Opened();

        screen.Press("n");
        Assert.Contains("prompt of trace-1", screen.Text(), StringComparison.Ordinal);
        screen.Press("N");

        Assert.Contains("prompt of trace-2", screen.Text(), StringComparison.Ordinal);
        Assert.Equal(["trace-2", "trace-1", "trace-2"], Asked(screen));
    }

    [Fact]
    public void Escape_closes_the_step_first_then_the_trace()
    {
        DashboardScreen screen = Opened();
        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2")));
        screen.Press(new Key(KeyCode.Tab), new Key(KeyCode.Enter));
        Assert.Contains("\"query\":\"step 0\"", screen.Text(), StringComparison.Ordinal);

        screen.Press(KeyCode.Escape);
        Assert.DoesNotContain("\"query\":\"step 0\"", screen.Text(), StringComparison.Ordinal);
        Assert.True(screen.State.Detail.IsOpen);
        screen.Press(KeyCode.Escape);

        Assert.False(screen.State.Detail.IsOpen);
    }

    [Fact]
    public void Tab_selects_steps_in_turn_and_back()
    {
        DashboardScreen screen = Opened();
        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2")));
        var tab = new Key(KeyCode.Tab);
        var back = new Key(KeyCode.Tab, default, KeyModifiers.Shift);

        screen.Press(tab, tab);
        Assert.StartsWith("search", screen.SelectedLine(), StringComparison.Ordinal);
        screen.Press(back, back);
        Assert.StartsWith("answer", screen.SelectedLine(), StringComparison.Ordinal);
        screen.Press(tab);

        Assert.StartsWith("plan", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Long_prompt_is_scrolled_to_its_last_line()
    {
        DashboardScreen screen = Opened();
        string prompt = string.Join('\n', Enumerable.Range(0, 5000).Select(line => $"line {line}"));
        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2") with { Prompt = prompt }));
        Assert.Contains("line 0", screen.Text(), StringComparison.Ordinal);

        screen.Press(KeyCode.End);

        Assert.Contains("answer", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("line 4999", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Selected_step_is_brought_into_sight()
    {
        DashboardScreen screen = Opened();
        string prompt = string.Join('\n', Enumerable.Range(0, 500).Select(line => $"line {line}"));
        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2") with { Prompt = prompt }));

        screen.Press(KeyCode.Tab);

        Assert.StartsWith("plan", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Steady_frame_of_an_open_trace_allocates_nothing()
    {
        DashboardScreen screen = Opened();
        screen.Apply(Answer("trace-2", SampleDetails.Whole("trace-2")));
        screen.Press(new Key(KeyCode.Tab), new Key(KeyCode.Enter));
        screen.Draw();
        long before = GC.GetAllocatedBytesForCurrentThread();

        screen.Draw();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Following_waits_while_a_trace_is_open()
    {
        DashboardScreen screen = Opened();
        screen.Press(KeyCode.Escape);
        screen.Press("f");
        screen.Press(KeyCode.Enter);
        Arrive(screen, 5);

        screen.Press("n");
        Assert.Contains("prompt of trace-1", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Following_goes_on_when_the_trace_is_closed()
    {
        DashboardScreen screen = Opened();
        screen.Press(KeyCode.Escape);
        screen.Press("f");
        screen.Press(KeyCode.Enter);
        Arrive(screen, 5);

        screen.Press(KeyCode.Escape);

        Assert.Equal("trace-5", screen.State.Cursor.Selected?.Trace.TraceId);
    }

    [Fact]
    public void Pause_is_told_above_the_open_trace()
    {
        DashboardScreen screen = Opened();
        screen.Press("p");

        Arrive(screen, 5);

        Assert.Contains("Trace · paused, 1 held back", screen.Text(), StringComparison.Ordinal);
    }

    private static void Arrive(DashboardScreen screen, int i) => screen.Apply(new SourceEvent.TracesAnnounced(
        [SampleTraces.Announced($"trace-{i}", createdAt: SampleTraces.Noon.AddSeconds(i - 10), prompt: $"prompt of trace-{i}")]));

    private static DashboardScreen Opened()
    {
        var screen = new DashboardScreen(80, 40);
        screen.Apply(new SourceEvent.TracesAnnounced(
        [
            .. Enumerable.Range(0, 3).Select(i => SampleTraces.Announced(
                $"trace-{i}", createdAt: SampleTraces.Noon.AddSeconds(i - 10), prompt: $"prompt of trace-{i}")),
        ]));
        screen.Press(KeyCode.Enter);
        return screen;
    }

    private static List<string> Asked(DashboardScreen screen)
    {
        var asked = new List<string>();
        while (screen.State.TryTakeRequest(out SourceRequest? request))
        {
            if (request is not SourceRequest.CheckConnection)
            {
                asked.Add(Assert.IsType<SourceRequest.ReadTrace>(request).Reference.TraceId);
            }
        }

        return asked;
    }

    private static TraceReference ReferenceOf(string traceId) => SampleTraces.Announced(traceId).Reference;

    private static SourceEvent.TraceRead Failure() => new(ReferenceOf("trace-2"), null, "connection refused");

    private static SourceEvent.StatusChanged Store(SourceState state) => new(new SourceStatus(SourceKind.Store, state, ""));

    private static SourceEvent.TraceRead Answer(string traceId, TraceDetail detail) => new(ReferenceOf(traceId), detail, null);
}
