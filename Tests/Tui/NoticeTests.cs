using System.Net.Sockets;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>The lines of errors and advice: what matters is on screen at every size, and all of it in the help.</summary>
public sealed class NoticeTests
{
    private const string Refused = "connection refused by 127.0.0.1:27017";

    private const string RefusedLogin =
        "127.0.0.1:45817 refused the login: wrong user name, password or authSource (now admin); check MONGO_URL";

    [Theory]
    [InlineData("127.0.0.1:8000")]
    [InlineData("127.0.0.1:41999")]
    public void Backend_advice_fits_80_columns(string address)
    {
        var screen = new DashboardScreen(80, 24, options => options with { BackendAddress = address });

        screen.Apply(Feed());

        Assert.Contains($"No backend at {address}: run \"tracellm start\", or give --ws-port ", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(60, 24)]
    [InlineData(40, 10)]
    public void Advice_that_does_not_fit_is_shortened_not_cut(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(Feed());

        Assert.Contains("\u2502 No backend: run \"tracellm start\" ", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Refused + "; and some more words that stand behind a semicolon")]
    [InlineData(RefusedLogin)]
    public void Error_takes_a_second_line_beside_eight_traces(string error)
    {
        var screen = new DashboardScreen(80, 24);
        screen.Apply(GoldenEvents.Filled());

        screen.Apply(Store(error), Feed());

        Assert.Contains($"DB poll error: {error}; will retry in 8s", TextOf(screen), StringComparison.Ordinal);
        Assert.Contains("No backend at", screen.Text(), StringComparison.Ordinal);
        Assert.Equal(8, screen.Text().Split('\n').Count(line => line.Contains("  11:5", StringComparison.Ordinal) || line.Contains("12:00:00>", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(80, 24)]
    [InlineData(76, 14)]
    public void Error_leaves_out_what_the_advice_says_before_it_takes_a_second_line(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(GoldenEvents.Filled());

        screen.Apply(Store(Refused + "; is MongoDB running there?"));

        Assert.Contains($"DB poll error: {Refused}; will retry in 8s", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Small_screen_with_an_empty_table_shows_the_error_in_two_lines()
    {
        var screen = new DashboardScreen(40, 10);

        screen.Apply(Store("connection refused by db:27017; is MongoDB running there?"), Feed());

        Assert.Contains("DB poll error: connection refused by db:27017; will retry in 8s", TextOf(screen), StringComparison.Ordinal);
    }

    [Fact]
    public void Advice_stands_below_its_own_error()
    {
        var screen = new DashboardScreen(80, 24);

        screen.Apply(Store(Refused), Feed());

        int[] places = [.. new[] { "DB poll error", "Check MongoDB and MONGO_URL (mongodb://127.0.0.1:27017)", "No backend at" }
            .Select(text => screen.Text().IndexOf(text, StringComparison.Ordinal))];
        Assert.DoesNotContain(-1, places);
        Assert.Equal(places.Order(), places);
    }

    [Fact]
    public void Error_stands_before_the_store_that_stands_in()
    {
        var screen = new DashboardScreen(80, 24);

        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Store, SourceState.Connected, "backend REST :41555", Refused, TimeSpan.FromSeconds(1), IsStandIn: true)));

        Assert.Contains($"DB poll error: {Refused}; will retry in 1s", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("Check MongoDB and MONGO_URL; backend REST :41555 stands in", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb h/tracellm", false, "Check MongoDB and MONGO_URL")]
    [InlineData("backend REST :8000", false, "Check the backend at 127.0.0.1:8000, or name its database in MONGO_URL")]
    [InlineData("backend REST :8000", true, "Check MongoDB and MONGO_URL")]
    public void Store_advice_is_about_the_store_that_fails(string name, bool isStandingIn, string advice)
    {
        var screen = new DashboardScreen(80, 24);
        SourceState state = isStandingIn ? SourceState.Connected : SourceState.Unavailable;

        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Store, state, name, "down", TimeSpan.FromSeconds(8), 1, IsBackend: name.StartsWith("backend", StringComparison.Ordinal))));

        Assert.Contains(advice, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Backend_advice_gives_way_to_a_reason_that_lies_with_this_machine()
    {
        var screen = new DashboardScreen(80, 24);

        screen.Apply(new SourceEvent.StatusChanged(
            new SourceStatus(SourceKind.Feed, SourceState.Unavailable, "", "no library here", Failures: 1, Fault: SourceFault.ThisMachine)));

        Assert.DoesNotContain("No backend", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("WebSocket: no library here", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Backend_that_broke_the_protocol_is_not_said_to_be_missing()
    {
        var screen = new DashboardScreen(80, 24);

        screen.Apply(new SourceEvent.StatusChanged(new SourceStatus(
            SourceKind.Feed, SourceState.Reconnecting, "", "the backend broke the WebSocket protocol (a masked frame)", TimeSpan.FromSeconds(1),
            Fault: SourceFault.OtherEnd)));

        Assert.DoesNotContain("No backend", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("WebSocket: the backend broke the WebSocket protocol (a masked frame)", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_host_is_told_as_the_feed_tells_it()
    {
        var options = new TraceFeedOptions
        {
            Host = "no.such.host",
            Port = 8000,
            ResolveAsync = (_, _) => throw new SocketException((int)SocketError.HostNotFound),
        };
        var failure = await Assert.ThrowsAsync<FeedException>(() => HostLookup.ResolveAsync(options, TestContext.Current.CancellationToken));
        var screen = new DashboardScreen(80, 24);

        screen.Apply(Feed(failure.Message, failure.Fault));

        Assert.Contains("No backend: the host name no.such.host is not known; check --ws-host", screen.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("tracellm start", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Outage_of_the_demo_is_called_one()
    {
        var screen = new DashboardScreen(80, 24, options => options with { IsDemo = true, BackendAddress = "", StoreAddress = "" });

        screen.Apply(Feed());

        Assert.DoesNotContain("No backend", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("This outage is part of the demo: it ends by itself", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Countdown_that_has_ended_says_that_it_is_tried_now()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Apply(Store(Refused));

        bool isDrawn = screen.State.Tick(SampleTraces.At(8));

        Assert.True(isDrawn);
        Assert.Contains($"DB poll error: {Refused}; retrying now", screen.Text(), StringComparison.Ordinal);
        Assert.DoesNotContain("will retry", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    [InlineData(120, 40)]
    public void Error_is_told_beside_the_help_and_an_open_trace(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(GoldenEvents.Filled());
        screen.Apply(Store(Refused));

        screen.Press("?");
        string help = screen.Text();
        screen.Press("?j");
        screen.Press(KeyCode.Enter);

        Assert.True(screen.State.Detail.IsOpen);
        Assert.All([help, screen.Text()], text => Assert.Matches("\n│ DB poll error: .*; will retry in 8s", text));
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(80, 24)]
    public void Help_shows_every_message_in_full(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);
        screen.Apply(Store(RefusedLogin), Feed("no answer from 127.0.0.1:8000"), new SourceEvent.Diagnostic(DiagnosticArea.MalformedMessages, 3));

        screen.Press("?");
        string read = TextOf(screen);
        for (int line = 0; line < 20; line++)
        {
            screen.Press("j");
            read += TextOf(screen);
        }

        string[] words = $"DB poll error: {RefusedLogin}; will retry in 8s Check MongoDB and MONGO_URL (mongodb://127.0.0.1:27017) --ws-port (no answer from 127.0.0.1:8000) unreadable".Split(' ');
        Assert.All(words, word => Assert.Contains(word, read, StringComparison.Ordinal));
    }

    [Fact]
    public void Notices_that_stay_the_same_are_not_made_anew()
    {
        var screen = new DashboardScreen(80, 24);
        screen.Apply(Store(RefusedLogin), Feed());
        screen.Draw();
        screen.Draw();
        long before = GC.GetAllocatedBytesForCurrentThread();

        screen.Draw();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(4, 2)]
    public void Notices_on_a_screen_without_room_do_no_harm(int columns, int rows)
    {
        var screen = new DashboardScreen(columns, rows);

        screen.Apply(Store("ü" + RefusedLogin), Feed());

        Assert.DoesNotContain("DB poll", screen.Text(), StringComparison.Ordinal);
    }

    /// <summary>The lines inside the frame joined: a text that was wrapped is whole again.</summary>
    private static string TextOf(DashboardScreen screen) =>
        string.Join(' ', screen.Text().Split('\n').Select(line => line.Trim('│', ' ')));

    private static SourceEvent.StatusChanged Store(string error) => new(new SourceStatus(
        SourceKind.Store, SourceState.Unavailable, "mongodb 127.0.0.1/tracellm", error, TimeSpan.FromSeconds(8), 4));

    private static SourceEvent.StatusChanged Feed(string? error = null, SourceFault fault = SourceFault.Unknown) =>
        new(new SourceStatus(SourceKind.Feed, SourceState.Unavailable, "", error, Failures: 1, Fault: fault));
}
