using System.Text;
using System.Text.RegularExpressions;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tests.Tui.Ansi;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>The themes in bytes: what a terminal is sent, at the start and when the user goes on to the next one.</summary>
public sealed partial class ThemeChangeTests
{
    private const int Themes = 8;

    /// <summary>Through the normal diff: nothing is cleared, and what looks the same is not written again.</summary>
    [Theory]
    [InlineData(ColorMode.None)]
    [InlineData(ColorMode.Ansi16)]
    [InlineData(ColorMode.Palette256)]
    [InlineData(ColorMode.TrueColor)]
    internal void Next_theme_repaints_only_what_changes(ColorMode colors)
    {
        DashboardScreen screen = FilledScreen(colors);
        var diff = new ScreenDiff(colors);
        VtScreen terminal = ScreenAssert.NewTerminal(80, 24);
        terminal.Feed(diff.RenderFirst(screen.Render(), TerminalSequences.Enter));
        for (int theme = 0; theme < 2 * Themes; theme++)
        {
            string name = screen.Themes.Next().Name;
            ScreenBuffer frame = screen.Render();
            byte[] bytes = diff.Render(frame).ToArray();
            terminal.Feed(bytes);

            string text = Encoding.UTF8.GetString(bytes);
            ScreenAssert.Shows(frame, terminal, name);
            Assert.DoesNotContain("\e[2J", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Explain", text, StringComparison.Ordinal);
            Assert.Equal(0, diff.Render(screen.Render()).Length);
        }
    }

    [Theory]
    [InlineData(ColorMode.None, "")]
    [InlineData(ColorMode.Ansi16, "16")]
    [InlineData(ColorMode.Palette256, "16 256")]
    [InlineData(ColorMode.TrueColor, "16 true")]
    internal void Every_theme_sends_only_colours_that_the_terminal_has(ColorMode colors, string allowed)
    {
        DashboardScreen screen = FilledScreen(colors);
        for (int theme = 0; theme < Themes; theme++)
        {
            string name = screen.Themes.Next().Name;
            string text = Encoding.UTF8.GetString(new ScreenDiff(colors).RenderFirst(screen.Render(), TerminalSequences.Enter));

            Assert.Subset(allowed.Split(' ').ToHashSet(), ColorsIn(text));
            Assert.Contains("\e[1", text, StringComparison.Ordinal);
            Assert.DoesNotMatch(@"\e\[(\d+;)*(4[0-8]|10[0-7])[;m]", ForegroundColor().Replace(text, ""));
            Assert.InRange(text.Length, 1, 6 * 1024);
            Assert.NotEmpty(name);
        }
    }

    private static DashboardScreen FilledScreen(ColorMode colors)
    {
        var screen = new DashboardScreen(80, 24, colors: colors);
        screen.Apply(DashboardGoldenTests.EventsOf("database-error"));
        return screen;
    }

    private static HashSet<string> ColorsIn(string text)
    {
        HashSet<string> found = [];
        foreach (Match match in Sgr().Matches(text))
        {
            string parameters = match.Groups[1].Value;
            MatchCollection extended = ForegroundColor().Matches(parameters);
            found.UnionWith(extended.Select(color => color.Groups[1].Value[0] == '5' ? "256" : "true"));
            found.UnionWith(Ansi16().Matches(ForegroundColor().Replace(parameters, "")).Select(_ => "16"));
        }

        return found;
    }

    [GeneratedRegex(@"\e\[([0-9;]*)m")]
    private static partial Regex Sgr();

    [GeneratedRegex(@"38;(5;\d+|2;\d+;\d+;\d+)")]
    private static partial Regex ForegroundColor();

    [GeneratedRegex(@"(?<!\d)(3[0-7]|9[0-7])(?!\d)")]
    private static partial Regex Ansi16();
}
