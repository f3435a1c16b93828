using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>What the selection does, seen on the screen: keys and events in, the marked row out.</summary>
public sealed class SelectionTests
{
    private int _serial;

    [Fact]
    public void Nothing_is_selected_until_a_key_moves() => Assert.Equal("", ScreenOf(20).SelectedLine());

    [Fact]
    public void First_move_selects_the_newest_and_the_next_the_one_below()
    {
        DashboardScreen screen = ScreenOf(20);

        screen.Press("j");
        Assert.Contains("prompt 19", screen.SelectedLine(), StringComparison.Ordinal);
        screen.Press(KeyCode.Down);

        Assert.Contains("prompt 18", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_arriving_above_leave_the_selection_on_its_trace()
    {
        DashboardScreen screen = ScreenOf(20);
        screen.Press("jjj");

        for (int i = 0; i < 200; i++)
        {
            Arrive(screen, 1);
            Assert.Contains("prompt 17", screen.SelectedLine(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Selected_trace_that_is_no_longer_held_stays()
    {
        DashboardScreen screen = ScreenOf(20, history: 20);
        screen.Press("jjj");

        Arrive(screen, 50);

        Assert.Contains("prompt 17", screen.SelectedLine(), StringComparison.Ordinal);
        Assert.Contains("(20 unique)", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_let_go_is_gone_once_another_is_selected()
    {
        DashboardScreen screen = ScreenOf(20, history: 20);
        screen.Press("jjj");
        Arrive(screen, 50);

        screen.Press("g");

        Assert.Contains("prompt 69", screen.SelectedLine(), StringComparison.Ordinal);
        Assert.Equal(20, screen.State.Rows.Count);
    }

    [Theory]
    [InlineData("s")]
    [InlineData("ss")]
    [InlineData("sssss")]
    [InlineData("S")]
    [InlineData("sS")]
    public void Sorting_shows_the_first_rows_and_leaves_the_selection_on_its_trace(string keys)
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("jjjjj");
        screen.Press(KeyCode.PageDown);
        string? selected = screen.State.Cursor.Selected?.Trace.TraceId;

        screen.Press(keys);

        Assert.Equal(0, screen.State.Cursor.Top);
        Assert.Equal(selected, screen.State.Cursor.Selected?.Trace.TraceId);
    }

    [Fact]
    public void Move_after_sorting_goes_on_from_the_selection()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press(KeyCode.End);

        screen.Press("sk");

        Assert.NotEqual("", screen.SelectedLine());
    }

    [Fact]
    public void Following_keeps_the_newest_in_sight_when_the_rows_are_sorted()
    {
        DashboardScreen screen = ScreenOf(60);

        screen.Press("fS");

        Assert.Contains("prompt 59", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Nearest_row_is_selected_while_the_chosen_one_is_hidden()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("jjjjj");

        screen.Press("e");

        Assert.Contains("prompt 54", screen.SelectedLine(), StringComparison.Ordinal);
        Assert.Contains("FAILED", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Chosen_row_is_selected_again_once_it_is_shown_again()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("jjjjj");

        screen.Press("/model-2");
        screen.Press(KeyCode.Escape);
        string afterFilter = screen.SelectedLine();
        screen.Press("ee");

        Assert.Contains("prompt 55", afterFilter, StringComparison.Ordinal);
        Assert.Contains("prompt 55", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("j", "prompt 51")]
    [InlineData("Enter", "prompt 54")]
    public void Key_takes_the_nearest_row_in_place_of_the_hidden_one(string key, string prompt)
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("jjjjje");

        screen.Press(key == "j" ? Key.Of('j') : new Key(KeyCode.Enter));
        if (key != "j")
        {
            screen.Press(KeyCode.Escape);
        }

        screen.Press("e");

        Assert.Contains(prompt, screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Enter_and_copying_take_the_newest_when_none_is_selected()
    {
        DashboardScreen opened = ScreenOf(20);
        DashboardScreen copied = ScreenOf(20);

        opened.Press(KeyCode.Enter);
        copied.Press("y");

        Assert.Equal("trace-19", opened.State.Detail.TraceId);
        Assert.True(copied.State.TryTakeClipboard(out string? text));
        Assert.Equal("trace-39", text);
    }

    [Fact]
    public void End_of_the_rows_is_said_in_an_open_trace()
    {
        DashboardScreen screen = ScreenOf(2);
        screen.Press(KeyCode.Enter);

        screen.Press("N");
        Assert.Contains("This is the first trace held.", screen.Text(), StringComparison.Ordinal);
        screen.Press("n");
        Assert.DoesNotContain("This is", screen.Text(), StringComparison.Ordinal);
        screen.Press("n");

        Assert.Contains("This is the last trace held.", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Follow_keeps_the_newest_selected()
    {
        DashboardScreen screen = ScreenOf(20);
        screen.Press("f");

        Arrive(screen, 5);

        Assert.Contains("prompt 24", screen.SelectedLine(), StringComparison.Ordinal);
        Assert.Contains("following", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Follow_finds_the_newest_in_another_order()
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("ssf");

        Arrive(screen, 5);

        Assert.Contains("prompt 64", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Moving_ends_following()
    {
        DashboardScreen screen = ScreenOf(20);
        screen.Press("fj");

        Arrive(screen, 5);

        Assert.Contains("prompt 18", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Table_takes_the_screen_once_the_user_moves()
    {
        DashboardScreen screen = ScreenOf(60);
        Assert.Equal(10, Rows(screen));

        screen.Press("j");

        Assert.InRange(Rows(screen), 20, 30);
    }

    [Theory]
    [InlineData("End", "prompt 0")]
    [InlineData("Home", "prompt 59")]
    public void Ends_are_reached(string key, string prompt)
    {
        DashboardScreen screen = ScreenOf(60);
        screen.Press("jjj");

        screen.Press(Enum.Parse<KeyCode>(key));

        Assert.EndsWith(prompt, screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Page_keys_move_by_the_rows_in_sight()
    {
        DashboardScreen screen = ScreenOf(100);
        screen.Press("j");
        int page = Rows(screen);

        screen.Press(new Key(KeyCode.PageDown), new Key(KeyCode.PageDown), new Key(KeyCode.PageUp));

        Assert.EndsWith($"prompt {99 - page}", screen.SelectedLine(), StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_in_sight_stay_where_they_are_while_others_arrive_above()
    {
        DashboardScreen screen = ScreenOf(100);
        screen.Press("j");
        screen.Press(new Key(KeyCode.PageDown), new Key(KeyCode.PageDown));
        string before = Table(screen);

        Arrive(screen, 30);

        Assert.Equal(before, Table(screen));
    }

    private static int Rows(DashboardScreen screen) => Table(screen).Split('\n').Length - 1;

    private static string Table(DashboardScreen screen) =>
        string.Concat(screen.Text().Split('\n').Where(line => line.Contains("prompt ", StringComparison.Ordinal)).Select(line => line + "\n"));

    private DashboardScreen ScreenOf(int count, int history = 1000)
    {
        var screen = new DashboardScreen(120, 40, options => options with { History = history });
        Arrive(screen, count);
        return screen;
    }

    /// <summary>Every third one is a failure; latencies and tokens are in no order.</summary>
    private void Arrive(DashboardScreen screen, int count)
    {
        for (int i = 0; i < count; i++, _serial++)
        {
            TraceStatus status = _serial % 3 == 0 ? TraceStatus.Failed : TraceStatus.Success;
            screen.Apply(new SourceEvent.TracesAnnounced(
            [
                SampleTraces.Announced(
                    $"trace-{_serial}", _serial * 7919 % 1000, status, _serial * 104729 % 997, SampleTraces.Noon.AddSeconds(_serial - 1000),
                    $"prompt {_serial}", $"model-{_serial % 4}"),
            ]));
        }
    }
}
