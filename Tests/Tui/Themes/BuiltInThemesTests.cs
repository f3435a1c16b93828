using System.Text.Json;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tests.Tui.Themes;

public sealed class BuiltInThemesTests
{
    [Fact]
    public void Every_theme_has_the_styles_that_TraceLLM_gives_it()
    {
        string path = Path.Combine(TestData.Folder ?? "", "themes.json");
        Assert.SkipUnless(File.Exists(path), "no test data");
        using JsonDocument document = JsonDocument.Parse(File.ReadAllText(path));
        int compared = 0;
        foreach (JsonProperty theme in document.RootElement.EnumerateObject())
        {
            ThemeColors expected = ThemeColors.Of(theme.Name, key => StyleOf(theme.Value.GetProperty(key).GetString()!));
            Assert.Equal(expected, BuiltInThemes.Find(theme.Name));
            compared += theme.Value.EnumerateObject().Count();
        }

        Assert.Equal(BuiltInThemes.Names, document.RootElement.EnumerateObject().Select(theme => theme.Name));
        Assert.Equal(7 * 8, compared);
    }

    [Fact]
    public void Every_name_is_found() =>
        Assert.All(BuiltInThemes.Names, name => Assert.Equal(name, BuiltInThemes.Find(name)!.Name));

    [Theory]
    [InlineData("default")]
    [InlineData("Dark")]
    [InlineData("")]
    public void Other_names_are_not_found(string name) => Assert.Null(BuiltInThemes.Find(name));

    private static Style StyleOf(string text)
    {
        Assert.True(StyleText.TryParse(text, out Style style), text);
        return style;
    }
}
