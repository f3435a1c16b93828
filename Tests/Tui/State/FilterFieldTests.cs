using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>The filter as it is typed: keys in, rows and field out.</summary>
public sealed class FilterFieldTests
{
    [Fact]
    public void Rows_follow_every_key()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("/promp");
        Assert.Contains("60 shown", screen.Text(), StringComparison.Ordinal);

        screen.Press("t-59");

        Assert.Contains("(60 unique) · 1 shown · filter: prompt-59", screen.Text(), StringComparison.Ordinal);
        Assert.Contains("/ prompt-59", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Letters_of_the_field_are_no_commands()
    {
        DashboardScreen screen = ScreenOf(60);

        screen.Press("/qpe sf?");

        Assert.Contains("/ qpe sf?", screen.Text(), StringComparison.Ordinal);
        Assert.False(screen.State.Pause.IsPaused || screen.State.Table.ErrorsOnly || screen.State.Help.IsOpen);
    }

    [Fact]
    public void Enter_keeps_the_filter()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("/prompt-59");

        screen.Press(KeyCode.Enter);

        Assert.False(screen.State.Filter.IsOpen);
        Assert.Equal(1, screen.State.Rows.Count);
    }

    [Fact]
    public void Escape_restores_what_was_before()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("/prompt-1");
        screen.Press(KeyCode.Enter);
        screen.Press("/2");
        Assert.Equal(1, screen.State.Rows.Count);

        screen.Press(KeyCode.Escape);

        Assert.Equal("prompt-1", screen.State.Filter.Applied.Text);
        Assert.Equal(11, screen.State.Rows.Count);
    }

    [Fact]
    public void Error_is_shown_under_its_place_and_the_last_good_filter_stays()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("/prompt-59");

        screen.State.Paste(" latency>x");

        string[] lines = screen.Text().Split('\n');
        int field = Array.FindIndex(lines, line => line.Contains("/ prompt-59 latency>x", StringComparison.Ordinal));
        Assert.Equal(lines[field].IndexOf("latency>x", StringComparison.Ordinal) + 8, lines[field + 1].IndexOf('^', StringComparison.Ordinal));
        Assert.Equal(1, screen.State.Rows.Count);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(40)]
    public void Long_error_is_wrapped_whole(int columns)
    {
        var screen = new DashboardScreen(columns, 24);
        Fill(screen, 3);

        screen.Press("/foo>5");

        string text = string.Join(' ', screen.Text().Split('\n').Select(line => line.Trim('│', ' ', '^'))).Replace("  ", " ", StringComparison.Ordinal);
        Assert.Contains(TraceFilter.TryParse("foo>5", out _, out TraceFilterError? error) ? "" : error!.Message, text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("latency", 60, "")]
    [InlineData("latency>", 60, "")]
    [InlineData("prompt-5 -Steps", 11, "prompt-5")]
    [InlineData("prompt-5 OR model", 11, "prompt-5 OR mode")]
    [InlineData("latency ", 0, "latency ")]
    [InlineData("latencyx", 0, "latencyx")]
    public void Name_of_a_field_hides_nothing_while_it_is_typed(string text, int shown, string applied)
    {
        DashboardScreen screen = ScreenOf(60);

        screen.Press("/" + text);

        Assert.Equal((shown, applied), (screen.State.Rows.Count, screen.State.Filter.Applied.Text));
    }

    [Fact]
    public void Name_of_a_field_is_a_word_once_it_is_entered()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("/latency");

        screen.Press(KeyCode.Enter);
        screen.Press("/");
        screen.Press(KeyCode.Escape);

        Assert.Equal("latency", screen.State.Filter.Applied.Text);
        Assert.Equal(0, screen.State.Rows.Count);
    }

    [Fact]
    public void Escape_in_the_table_shows_all_rows_again()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("e/nowhere");
        Assert.DoesNotContain("Esc clears it", screen.Text(), StringComparison.Ordinal);
        screen.Press(KeyCode.Enter);
        Assert.Contains("None of the 60 held passes the filter. Esc clears it.", screen.Text(), StringComparison.Ordinal);

        screen.Press(KeyCode.Escape);

        Assert.False(screen.State.Table.ErrorsOnly || screen.State.Filter.IsOpen);
        Assert.Equal(60, screen.State.Rows.Count);
    }

    [Fact]
    public void Field_with_an_error_stays_open()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("/latency>x");

        screen.Press(KeyCode.Enter);

        Assert.True(screen.State.Filter.IsOpen);
    }

    [Fact]
    public void Pasted_text_goes_into_the_field_only()
    {
        DashboardScreen screen = ScreenOf(60);
        Assert.False(screen.State.Paste("prompt-7"));
        screen.Press("/");

        Assert.True(screen.State.Paste("prompt-7\n"));

        Assert.Equal("prompt-7 ", screen.State.Filter.Line.Text);
        Assert.Equal(1, screen.State.Rows.Count);
    }

    [Fact]
    public void Filter_given_at_the_start_holds()
    {
        var screen = new DashboardScreen(120, 40, options => options with { Filter = TraceFilter.TryParse("prompt-5", out TraceFilter? filter, out _) ? filter! : TraceFilter.All });
        Fill(screen, 60);

        Assert.Equal(11, screen.State.Rows.Count);
        Assert.Contains("filter: prompt-5", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Longest_filter_that_an_option_takes_can_be_edited()
    {
        string text = new('x', TraceFilter.MaxCharacters);
        var screen = new DashboardScreen(120, 40, options => options with { Filter = TraceFilter.TryParse(text, out TraceFilter? filter, out _) ? filter! : TraceFilter.All });

        screen.Press("/y");
        screen.Press(KeyCode.Backspace);

        Assert.Equal(text[1..], screen.State.Filter.Line.Text);
    }

    [Fact]
    public void Errors_and_filter_hold_together()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("e/prompt-1");
        screen.Press(KeyCode.Enter);

        Assert.Equal(3, screen.State.Rows.Count);
    }

    [Fact]
    public void Nothing_that_passes_is_said()
    {
        DashboardScreen screen = ScreenOf(60);

        screen.Press("/nowhere");

        Assert.Contains("held passes the filter.", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Arriving_traces_are_filtered_too()
    {
        DashboardScreen screen = ScreenOf(10);
        screen.Press("/prompt-1");
        screen.Press(KeyCode.Enter);

        Fill(screen, 20);

        Assert.Equal(11, screen.State.Rows.Count);
    }

    private static DashboardScreen ScreenOf(int count)
    {
        var screen = new DashboardScreen(120, 40);
        Fill(screen, count);
        return screen;
    }

    /// <summary>Every third one is a failure.</summary>
    private static void Fill(DashboardScreen screen, int count)
    {
        for (int i = 0; i < count; i++)
        {
            screen.Apply(new SourceEvent.TracesAnnounced(
            [
                SampleTraces.Announced(
                    $"trace-{i}", status: i % 3 == 0 ? TraceStatus.Failed : TraceStatus.Success,
                    createdAt: SampleTraces.Noon.AddSeconds(i - 1000), prompt: $"prompt-{i}."),
            ]));
        }
    }
}
