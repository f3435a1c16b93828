using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>Keys that ask something of the sources or of the terminal.</summary>
public sealed class SourceKeyTests
{
    [Fact]
    public void Key_r_polls_and_reconnects()
    {
        var screen = new DashboardScreen(80, 24);

        screen.Press("r");

        Assert.True(screen.State.TryTakeRequest(out SourceRequest? request));
        Assert.IsType<SourceRequest.CheckConnection>(request);
        Assert.Contains("Polling and reconnecting now", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("+", 5)]
    [InlineData("++", 10)]
    [InlineData("-", 1)]
    [InlineData("-----------", 0.1)]
    [InlineData("++++++++++++++++", 3600)]
    public void Plus_and_minus_change_the_interval_within_its_range(string keys, double seconds)
    {
        var screen = new DashboardScreen(80, 24);

        screen.Press(keys);

        SourceRequest? last = null;
        while (screen.State.TryTakeRequest(out SourceRequest? request))
        {
            last = request;
        }

        Assert.Equal(new SourceRequest.SetCadence(TimeSpan.FromSeconds(seconds)), last);
        Assert.Contains($"polling every {seconds}s", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Interval_told_while_the_feed_is_proven_is_the_one_that_holds()
    {
        DashboardScreen screen = ScreenOfProvenFeed();

        screen.Press("-");

        Assert.Contains("Polling every 30s while the WebSocket tells of all, else every 1s.", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Longer_interval_than_that_of_a_proven_feed_holds_always()
    {
        DashboardScreen screen = ScreenOfProvenFeed();

        screen.Press("+++++");

        Assert.Contains("Polling every 60s from now on.", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3f2c8a52-9b7e-4d53-a0a1-1f0c6a1f9a10", true)]
    [InlineData("trace_1.2:3", true)]
    [InlineData("", false)]
    [InlineData("-rf", false)]
    [InlineData("a b", false)]
    [InlineData("a;rm", false)]
    [InlineData("a\u001b]0;x\u0007", false)]
    [InlineData("ä", false)]
    public void Only_plain_ids_are_copied(string traceId, bool isCopied)
    {
        DashboardScreen screen = ScreenWith(traceId);

        screen.Press("jy");

        Assert.Equal(isCopied, screen.State.TryTakeClipboard(out string? text));
        Assert.Equal(isCopied ? traceId : null, text);
        Assert.Contains(isCopied ? "Copied the trace id" : "Not copied", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Id_that_may_have_been_cut_is_not_copied() => Assert.False(CopiedId.IsSafe(new string('a', Trace.MaxNameCharacters)));

    [Fact]
    public void Message_gives_way_to_the_next_key()
    {
        DashboardScreen screen = ScreenWith("a");
        screen.Press("jy");

        screen.Press("k");

        Assert.DoesNotContain("Copied", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_is_copied_where_nothing_is_selected()
    {
        var screen = new DashboardScreen(80, 24);

        screen.Press("y");

        Assert.False(screen.State.TryTakeClipboard(out _));
        Assert.Contains("No trace is selected", screen.Text(), StringComparison.Ordinal);
    }

    private static DashboardScreen ScreenOfProvenFeed()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Apply(
            new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Feed, SourceState.Connected, "")),
            new SourceEvent.TracesAnnounced([.. Enumerable.Range(0, 20).Select(i => SampleTraces.Announced($"proof {i}"))]));
        for (int i = 0; i < 11; i++)
        {
            screen.State.Apply(new SourceEvent.ChangesRead([], IsLast: true), SampleTraces.At(2 * i));
        }

        Assert.True(screen.State.Book.IsFeedProven);
        return screen;
    }

    private static DashboardScreen ScreenWith(string traceId)
    {
        var screen = new DashboardScreen(80, 24);
        screen.Apply(new SourceEvent.TracesAnnounced([SampleTraces.Announced(traceId)]));
        return screen;
    }
}
