using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tests.Tui;

public sealed class ThemeCatalogTests
{
    private static readonly string[] AllNames = ["default", "dark", "light", "matrix", "dracula", "nord", "retro", "purple"];

    [Fact]
    public void Catalog_begins_with_the_default_theme() =>
        Assert.Equal(Theme.Default, new ThemeCatalog(ColorMode.Ansi16).Current);

    [Fact]
    public void Next_goes_through_every_theme_and_begins_again()
    {
        var catalog = new ThemeCatalog(ColorMode.TrueColor);

        Assert.Equal([.. AllNames[1..], "default"], AllNames.Select(_ => catalog.Next().Name));
        Assert.Equal("default", catalog.Current.Name);
    }

    [Fact]
    public void Chosen_theme_is_the_first_and_the_others_follow()
    {
        var catalog = new ThemeCatalog(ColorMode.TrueColor, BuiltInThemes.Find("nord"));

        Assert.Equal("nord", catalog.Current.Name);
        Assert.Equal(["retro", "purple", "default"], Enumerable.Range(0, 3).Select(_ => catalog.Next().Name));
    }

    [Fact]
    public void Theme_of_the_user_is_the_last_of_the_round()
    {
        ThemeColors own = BuiltInThemes.Dark with { Name = "own", Info = new Style(Color.Rgb(1, 2, 3)) };
        var catalog = new ThemeCatalog(ColorMode.TrueColor, own);

        Assert.Equal(own.Info, catalog.Current.Bar);
        Assert.Equal("default", catalog.Next().Name);
        Assert.Equal([.. AllNames[1..], "own"], AllNames.Select(_ => catalog.Next().Name));
    }

    [Theory]
    [InlineData(ColorMode.None)]
    [InlineData(ColorMode.Ansi16)]
    [InlineData(ColorMode.Palette256)]
    internal void Every_theme_has_only_colours_of_the_terminal(ColorMode mode)
    {
        ColorKind most = mode switch
        {
            ColorMode.None => ColorKind.Default,
            ColorMode.Ansi16 => ColorKind.Palette16,
            _ => ColorKind.Palette256,
        };

        Assert.All(AllThemes(mode), theme => Assert.All(
            StylesOf(theme), style => Assert.InRange(style.Foreground.Kind, ColorKind.Default, most)));
    }

    /// <summary>By colour alone, where there are more than 16 to say it in; the word says it everywhere.</summary>
    [Theory]
    [InlineData(ColorMode.Palette256)]
    [InlineData(ColorMode.TrueColor)]
    internal void Good_caution_and_bad_differ(ColorMode mode) => Assert.All(
        AllThemes(mode), theme => Assert.Equal(3, new HashSet<Style> { theme.Good, theme.Caution, theme.Bad }.Count));

    [Fact]
    public void Without_colours_bold_and_reverse_remain() => Assert.All(AllThemes(ColorMode.None), theme =>
    {
        Assert.All([theme.Title, theme.Value, theme.Header, theme.Selection, theme.Key], style =>
            Assert.True(style.Attributes.HasFlag(TextAttributes.Bold), theme.Name));
        Assert.True(theme.ErrorPosition.Attributes.HasFlag(TextAttributes.Reverse), theme.Name);
    });

    /// <summary>The user's background is left alone, and what is read most has the user's own colour.</summary>
    [Fact]
    public void No_built_in_theme_sets_a_background_or_colours_the_text() => Assert.All(AllThemes(ColorMode.TrueColor), theme =>
    {
        Assert.All(StylesOf(theme), style => Assert.Equal(Color.Default, style.Background));
        Assert.Equal(Style.Plain, theme.Text);
    });

    /// <summary>On the background that the theme is made for, by the contrast that WCAG 2.1 asks of large text.</summary>
    [Fact]
    public void Text_in_true_colour_stands_out_from_its_background() => Assert.All(AllThemes(ColorMode.TrueColor), theme =>
    {
        double background = theme.Name == "light" ? 1 : 0;
        Style[] read = [theme.Title, theme.Value, theme.Hint, theme.Good, theme.Caution, theme.Bad, theme.Selection, theme.Bar];
        Assert.All(read.Where(style => style.Foreground.Kind == ColorKind.Rgb), style =>
            Assert.InRange(Contrast(Luminance(style.Foreground.Value), background), 3, 21));
    });

    private static double Contrast(double one, double other) => (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);

    private static double Luminance(int rgb) =>
        (0.2126 * Linear(rgb >> 16)) + (0.7152 * Linear(rgb >> 8)) + (0.0722 * Linear(rgb));

    private static double Linear(int component) => Math.Pow((component & 0xFF) / 255.0, 2.2);

    private static Theme[] AllThemes(ColorMode mode)
    {
        var catalog = new ThemeCatalog(mode);
        return [.. AllNames.Select(_ => catalog.Next())];
    }

    private static IEnumerable<Style> StylesOf(Theme theme) => typeof(Theme).GetProperties()
        .Where(property => property.PropertyType == typeof(Style)).Select(property => (Style)property.GetValue(theme)!);
}
