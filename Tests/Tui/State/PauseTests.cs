using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.State;

public sealed class PauseTests
{
    private int _serial;

    [Theory]
    [InlineData('p')]
    [InlineData(' ')]
    public void Paused_screen_shows_nothing_new_but_the_count(char key)
    {
        DashboardScreen screen = ScreenOf(20);
        screen.Press(Key.Of(key));
        string before = screen.Text();

        Arrive(screen, 7);

        Assert.Contains("paused, 0 held back", before, StringComparison.Ordinal);
        Assert.Contains("paused, 7 held back", screen.Text(), StringComparison.Ordinal);
        Assert.Equal(before.Replace("paused, 0", "paused, 7", StringComparison.Ordinal), screen.Text());
    }

    [Fact]
    public void Nothing_is_lost_when_it_goes_on()
    {
        DashboardScreen paused = ScreenOf(20), other = ScreenOf(0);
        paused.Press("p");
        Arrive(paused, 30);

        paused.Press("p");

        _serial = 0;
        Arrive(other, 50);
        Assert.Equal(other.Text(), paused.Text());
    }

    [Fact]
    public void Selection_stays_on_its_trace_through_a_pause_that_it_was_let_go_in()
    {
        DashboardScreen screen = ScreenOf(20, history: 20);
        screen.Press("jjj");
        screen.Press("p");
        Arrive(screen, 100);

        screen.Press("p");

        Assert.Contains("prompt 17", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Selected_trace_that_came_back_meanwhile_is_shown_once()
    {
        DashboardScreen screen = ScreenOf(20, history: 20);
        screen.Press("jjj");
        Arrive(screen, 50);
        screen.Press("p");
        screen.State.Book.Ledger.KeepsPast = true;
        screen.Apply(new SourceEvent.PageRead(SampleTraces.Noon, [TraceOf(17).Stored()], null));

        screen.Press("p");

        Assert.Equal(1, Enumerable.Range(0, screen.State.Rows.Count).Count(index => screen.State.Rows[index].Trace.TraceId == "trace-17"));
        Assert.Contains("prompt 17", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_of_the_past_is_not_counted_as_held_back()
    {
        DashboardScreen screen = ScreenOf(20);
        screen.State.Book.Ledger.KeepsPast = true;
        screen.Press("p");

        screen.Apply(new SourceEvent.PageRead(
            SampleTraces.Noon, [.. Enumerable.Range(0, 50).Select(i => TraceOf(-1 - i).Stored())], null));
        Arrive(screen, 2);

        Assert.Contains("paused, 2 held back", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Paused_figures_are_computed_once()
    {
        DashboardScreen screen = ScreenOf(20);
        screen.Press("Fp");
        HeldFigures before = screen.State.HeldFigures;

        Arrive(screen, 1);

        Assert.Same(before, screen.State.HeldFigures);
    }

    [Fact]
    public void Paused_rows_can_be_walked_sorted_and_filtered()
    {
        DashboardScreen screen = ScreenOf(20);
        screen.Press("p");
        Arrive(screen, 10);

        screen.Press("jjs");

        Assert.Contains("prompt 18", screen.SelectedLine(), StringComparison.Ordinal);
        Assert.DoesNotContain("prompt 2", screen.Text().Replace("prompt 2 ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    private DashboardScreen ScreenOf(int count, int history = 1000)
    {
        var screen = new DashboardScreen(120, 40, options => options with { History = history });
        Arrive(screen, count);
        return screen;
    }

    private void Arrive(DashboardScreen screen, int count)
    {
        for (int i = 0; i < count; i++, _serial++)
        {
            screen.Apply(new SourceEvent.TracesAnnounced([TraceOf(_serial)]));
        }
    }

    private static Trace TraceOf(int i) =>
        SampleTraces.Announced($"trace-{i}", createdAt: SampleTraces.Noon.AddSeconds(i - 1000), prompt: $"prompt {i} ");
}
