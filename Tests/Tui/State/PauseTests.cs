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
            screen.Apply(new SourceEvent.TracesAnnounced(
                [SampleTraces.Announced($"trace-{_serial}", createdAt: SampleTraces.Noon.AddSeconds(_serial - 1000), prompt: $"prompt {_serial} ")]));
        }
    }
}
