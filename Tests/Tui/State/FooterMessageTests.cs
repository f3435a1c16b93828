using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>A message in the footer goes by itself, and wakes nobody before.</summary>
public sealed class FooterMessageTests
{
    private const string PollMessage = "Polling and reconnecting now.";

    [Theory]
    [InlineData("r", PollMessage)]
    [InlineData("+", "Polling every 5s from now on.")]
    [InlineData("y", "No trace is selected.")]
    public void Message_goes_after_five_seconds(string key, string message)
    {
        var screen = new DashboardScreen(80, 24);
        screen.Press(key);
        string shown = screen.Text();

        bool isEarly = screen.State.Tick(SampleTraces.At(4.9));
        bool isDrawn = screen.State.Tick(SampleTraces.At(5));

        Assert.Contains(message, shown, StringComparison.Ordinal);
        Assert.False(isEarly);
        Assert.True(isDrawn);
        Assert.DoesNotContain(message, screen.Text(), StringComparison.Ordinal);
        Assert.Contains("? help", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Dashboard_wakes_for_a_message_only_while_it_is_shown()
    {
        var screen = new DashboardScreen(80, 24);
        TimeSpan? before = screen.State.NextTickAt;

        screen.Press("+");
        TimeSpan? during = screen.State.NextTickAt;
        screen.State.Tick(SampleTraces.At(5));

        Assert.Equal((null, TimeSpan.FromSeconds(5), null), (before, during, screen.State.NextTickAt));
    }

    [Fact]
    public void Second_key_begins_its_own_five_seconds()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Press("+");

        screen.State.Apply(DashboardCommand.LengthenRefresh, SampleTraces.At(4));

        Assert.Equal(TimeSpan.FromSeconds(9), screen.State.NextTickAt);
    }

    [Fact]
    public void Message_said_again_does_not_last_longer()
    {
        var outbox = new Outbox { Message = FooterMessage.RefreshChanged };

        outbox.Now = TimeSpan.FromSeconds(3);
        outbox.Message = FooterMessage.RefreshChanged;

        Assert.Equal(TimeSpan.FromSeconds(5), outbox.MessageEndsAt);
    }

    public static TheoryData<object> PollEnds() =>
    [
        new SourceEvent.ChangesRead([], IsLast: true),
        new SourceEvent.NewestRead([]),
        new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Store, SourceState.Unavailable, "", "down")),
        new SourceEvent.StatusChanged(new SourceStatus(SourceKind.Feed, SourceState.Connected, "")),
    ];

    [Theory]
    [MemberData(nameof(PollEnds))]
    public void Message_of_a_poll_goes_with_the_poll_once_it_could_be_read(object end)
    {
        var screen = new DashboardScreen(80, 24);
        screen.Press("r");

        screen.State.Apply((SourceEvent)end, SampleTraces.At(0.1));
        string soon = screen.Text();
        screen.State.Tick(SampleTraces.At(1));

        Assert.Contains(PollMessage, soon, StringComparison.Ordinal);
        Assert.DoesNotContain(PollMessage, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Message_that_announces_no_poll_stays_when_one_ends()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Press("+");

        screen.State.Apply(new SourceEvent.ChangesRead([], IsLast: true), SampleTraces.At(0.1));
        screen.State.Tick(SampleTraces.At(1.1));

        Assert.Contains("Polling every 5s from now on.", screen.Text(), StringComparison.Ordinal);
    }
}
