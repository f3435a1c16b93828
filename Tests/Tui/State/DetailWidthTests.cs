using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.State;

/// <summary>The facts of an open trace where there is little room: nothing of them is lost.</summary>
public sealed class DetailWidthTests
{
    private const string LongModel = "accounts/fireworks/models/claude-sonnet-4-20250514-thinking-long-context-preview";

    [Theory]
    [InlineData(40)]
    [InlineData(72)]
    [InlineData(77)]
    [InlineData(79)]
    [InlineData(80)]
    public void Times_are_whole(int columns)
    {
        DashboardScreen screen = Opened(columns, "gpt", "trace-0");

        string milliseconds = columns < 50 ? " " : ".000";
        Assert.Contains("2026-03-14 12:00:00" + milliseconds, screen.Text(), StringComparison.Ordinal);
        Assert.Contains("2026-03-14 12:00:02" + milliseconds, screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_are_apart()
    {
        DashboardScreen screen = Opened(80, LongModel, "trace-0");

        Assert.Contains("… Tokens ", screen.Text(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(40)]
    [InlineData(80)]
    [InlineData(120)]
    public void Long_model_and_trace_id_can_be_read_whole(int columns)
    {
        string id = string.Concat(Enumerable.Range(0, 12).Select(i => $"{i:D2}-abcdefg"));

        string text = Joined(Opened(columns, LongModel, id));

        Assert.Contains(LongModel, text, StringComparison.Ordinal);
        Assert.Contains(id, text, StringComparison.Ordinal);
    }

    [Fact]
    public void Reason_of_a_failed_read_is_told_whole()
    {
        DashboardScreen screen = Opened(80, "gpt", "trace-0", string.Join(' ', Enumerable.Repeat("reason", 30)) + " end");

        Assert.Contains("reason end", screen.Text(), StringComparison.Ordinal);
    }

    /// <summary>The values beside their labels, without the breaks between their lines.</summary>
    private static string Joined(DashboardScreen screen) => string.Concat(
        screen.Text().Split('\n').Where(line => line.StartsWith("│ │ ", StringComparison.Ordinal) && line.Length > 20).Select(line => line[16..].Trim('│', ' ')));

    private static DashboardScreen Opened(int columns, string model, string id, string? error = null)
    {
        var screen = new DashboardScreen(columns, 50);
        screen.Apply(new SourceEvent.TracesAnnounced([SampleTraces.Announced(id, model: model)]));
        screen.Press(KeyCode.Enter);
        TraceReference reference = screen.State.Detail.Row!.Trace.Reference;
        TraceDetail whole = SampleDetails.Whole(id);
        whole = whole with { Trace = whole.Trace with { ModelName = model } };
        screen.Apply(new SourceEvent.TraceRead(reference, error is null ? whole : null, error));
        return screen;
    }
}
