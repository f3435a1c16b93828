using System.Runtime.CompilerServices;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>
/// What keys open, as whole screens in Golden/, in several sizes, in ASCII and without colours. TRACELLM_UPDATE_GOLDEN=1 rewrites them.
/// </summary>
public sealed class ViewGoldenTests
{
    public static TheoryData<string, int, int, bool> Cases()
    {
        var cases = new TheoryData<string, int, int, bool>();
        foreach (string name in new[] { "help", "filter", "filter-error", "paused", "sorted", "detail", "detail-reading", "detail-step", "models" })
        {
            cases.Add(name, 40, 10, false);
            cases.Add(name, 80, 24, false);
            cases.Add(name, 120, 40, false);
            cases.Add(name, 80, 24, true);
        }

        // Narrow and short.
        foreach (string name in new[] { "paused", "detail", "help", "models" })
        {
            cases.Add(name, 44, 40, false);
            cases.Add(name, 120, 12, false);
        }

        cases.Add("sorted", 160, 50, false);

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Screen_looks_as_in_its_golden_file(string name, int columns, int rows, bool isAscii)
    {
        var screen = new DashboardScreen(columns, rows, glyphs: isAscii ? Glyphs.Ascii : Glyphs.Unicode);
        screen.Apply(GoldenEvents.Filled());
        screen.Draw();

        Open(screen, name);

        string text = screen.Text();
        Assert.True(!isAscii || text.All(char.IsAscii), "not in ASCII");
        AssertGolden($"view-{name}-{columns}x{rows}{(isAscii ? "-ascii" : "")}.txt", text);
    }

    /// <summary>What NO_COLOR shows: text and styles.</summary>
    [Theory]
    [InlineData("help")]
    [InlineData("filter")]
    [InlineData("filter-error")]
    [InlineData("paused")]
    [InlineData("sorted")]
    [InlineData("detail")]
    [InlineData("detail-reading")]
    [InlineData("detail-step")]
    [InlineData("models")]
    public void Screen_without_colours_looks_as_in_its_golden_file(string name)
    {
        var screen = new DashboardScreen(80, 24, colors: ColorMode.None);
        screen.Apply(GoldenEvents.Filled());
        screen.Draw();

        Open(screen, name);

        string text = $"{screen.Text()}\n{StyleMap.Of(screen.Render())}";
        AssertGolden($"view-{name}-80x24-none.txt", text);
    }

    private static void AssertGolden(string file, string text)
    {
        string path = Path.Combine(GoldenFolder(), file);
        if (Environment.GetEnvironmentVariable("TRACELLM_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }

    private static void Open(DashboardScreen screen, string name)
    {
        switch (name)
        {
            case "help":
                screen.Press("?");
                break;
            case "filter":
                screen.Press("j/status:failed,warning model:gpt");
                break;
            case "filter-error":
                screen.Press("/latency>fast");
                break;
            case "paused":
                screen.Press("jjp");
                screen.Apply(new SourceEvent.TracesAnnounced([SampleTraces.Announced("later", createdAt: SampleTraces.Noon)]));
                break;
            case "models":
                screen.Press("m");
                break;
            case "sorted":
                screen.Press("jjs");
                break;
            case "detail-reading":
                screen.Press("jj");
                screen.Press(KeyCode.Enter);
                break;
            default:
                OpenDetail(screen, opensStep: name == "detail-step");
                break;
        }
    }

    private static void OpenDetail(DashboardScreen screen, bool opensStep)
    {
        screen.Press("jj");
        screen.Press(KeyCode.Enter);
        TraceReference reference = screen.State.Detail.Row!.Trace.Reference;
        screen.Apply(new SourceEvent.TraceRead(reference, SampleDetails.Whole(reference.TraceId), null));
        screen.Draw();
        if (opensStep)
        {
            screen.Press(new Key(KeyCode.Tab), new Key(KeyCode.Tab), new Key(KeyCode.Enter));
        }
    }

    private static string GoldenFolder([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "Golden");
}
