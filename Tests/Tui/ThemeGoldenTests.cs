using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>
/// Whole screens in every theme, text and styles, compared with files in Golden/. TRACELLM_UPDATE_GOLDEN=1 rewrites them: look at the
/// difference before committing it.
/// </summary>
public sealed class ThemeGoldenTests
{
    [Theory]
    [InlineData("default", ColorMode.TrueColor)]
    [InlineData("dark", ColorMode.TrueColor)]
    [InlineData("light", ColorMode.TrueColor)]
    [InlineData("matrix", ColorMode.TrueColor)]
    [InlineData("dracula", ColorMode.TrueColor)]
    [InlineData("nord", ColorMode.TrueColor)]
    [InlineData("retro", ColorMode.TrueColor)]
    [InlineData("purple", ColorMode.TrueColor)]
    [InlineData("dracula", ColorMode.Palette256)]
    [InlineData("dracula", ColorMode.Ansi16)]
    [InlineData("dracula", ColorMode.None)]
    internal void Screen_looks_as_in_its_golden_file(string theme, ColorMode colors)
    {
        var screen = new DashboardScreen(80, 24, options => options with { Theme = BuiltInThemes.Find(theme) }, colors: colors);
        screen.Apply(DashboardGoldenTests.EventsOf("database-error"));
        screen.Press("j");

        string text = $"{screen.Text()}\n{StyleMap.Of(screen.Render())}";

        string path = Path.Combine(DashboardGoldenTests.GoldenFolder(), $"theme-{theme}-{colors}.txt".ToLowerInvariant());
        if (Environment.GetEnvironmentVariable("TRACELLM_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, text);
        }

        Assert.Equal(File.ReadAllText(path), text);
    }
}
