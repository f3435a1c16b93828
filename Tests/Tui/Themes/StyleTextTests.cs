using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tests.Tui.Themes;

public sealed class StyleTextTests
{
    public static TheoryData<string, int, byte> Colors() => new()
    {
        { "black", 0, 1 },
        { "yellow", 3, 1 },
        { "bright_black", 8, 1 },
        { "bright_green", 10, 1 },
        { "BRIGHT_White", 15, 1 },
        { "default", 0, 0 },
        { "#1a1a1a", 0x1a1a1a, 3 },
        { "#FFB000", 0xffb000, 3 },
        { "color(7)", 7, 1 },
        { "color(208)", 208, 2 },
        { "rgb(255,135,0)", 0xff8700, 3 },
        { "red blue", 4, 1 },
        { "dark_orange", 208, 2 },
        { "orange1", 214, 2 },
        { "cyan1", 51, 2 },
        { "grey50", 244, 2 },
        { "gray50", 244, 2 },
        { "yellow1", 226, 2 },
    };

    [Theory]
    [MemberData(nameof(Colors))]
    public void Colour_is_taken(string text, int value, byte kind)
    {
        Style style = Parse(text);

        Assert.Equal((value, (ColorKind)kind), (style.Foreground.Value, style.Foreground.Kind));
        Assert.Equal(style with { Attributes = TextAttributes.None, Background = Color.Default }, style);
    }

    [Theory]
    [InlineData("bold #ff79c6", TextAttributes.Bold)]
    [InlineData("#ff79c6 bold", TextAttributes.Bold)]
    [InlineData(" dim\t#ff79c6 ", TextAttributes.Dim)]
    [InlineData("b u r #ff79c6", TextAttributes.Bold | TextAttributes.Underline | TextAttributes.Reverse)]
    [InlineData("italic strike #ff79c6", TextAttributes.None)]
    [InlineData("bold dim not bold #ff79c6", TextAttributes.Dim)]
    internal void Attributes_stand_beside_the_colour(string text, TextAttributes attributes) =>
        Assert.Equal(new Style(Color.Rgb(0xff, 0x79, 0xc6), attributes), Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("none")]
    [InlineData("default on default")]
    public void Plain_style_is_one_too(string text) => Assert.Equal(Style.Plain, Parse(text));

    [Fact]
    public void Background_follows_on() =>
        Assert.Equal(new Style(Color.Red, TextAttributes.None, Color.Rgb(1, 2, 3)), Parse("red on #010203"));

    [Theory]
    [InlineData("bold chartreuse-ish")]
    [InlineData("#12345")]
    [InlineData("#1234567")]
    [InlineData("#12345g")]
    [InlineData("# 12345")]
    [InlineData("#-12345")]
    [InlineData("color(256)")]
    [InlineData("color(-1)")]
    [InlineData("color()")]
    [InlineData("rgb(1,2)")]
    [InlineData("rgb(1,2,3,4)")]
    [InlineData("rgb(1,2,999)")]
    [InlineData("on")]
    [InlineData("red on")]
    [InlineData("on bold")]
    [InlineData("not")]
    [InlineData("not red")]
    [InlineData("on on red")]
    [InlineData("\u001b[31m")]
    [InlineData("rot")]
    [InlineData("orange")]
    [InlineData("dark_")]
    [InlineData("_orange")]
    [InlineData("orange1 214")]
    [InlineData("208")]
    public void Anything_else_is_refused(string text) => Assert.False(StyleText.TryParse(text, out _));

    private static Style Parse(string text)
    {
        Assert.True(StyleText.TryParse(text, out Style style), text);
        return style;
    }
}
