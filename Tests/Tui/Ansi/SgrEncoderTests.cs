using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class SgrEncoderTests
{
    private static readonly Style Pink = new(Color.Rgb(0xff, 0x79, 0xc6), TextAttributes.Bold);

    [Theory]
    [InlineData(ColorMode.None, "\e[1m")]
    [InlineData(ColorMode.Ansi16, "\e[1;95m")]
    [InlineData(ColorMode.Palette256, "\e[1;38;5;212m")]
    [InlineData(ColorMode.TrueColor, "\e[1;38;2;255;121;198m")]
    internal void Colour_is_told_as_the_terminal_takes_it(ColorMode mode, string expected) =>
        Assert.Equal(expected, Write(Style.Plain, NearestColor.In(mode, Pink), mode));

    [Theory]
    [InlineData(ColorMode.Ansi16, "\e[105m")]
    [InlineData(ColorMode.Palette256, "\e[48;5;212m")]
    [InlineData(ColorMode.TrueColor, "\e[48;2;255;121;198m")]
    internal void Background_has_sequences_of_its_own(ColorMode mode, string expected) =>
        Assert.Equal(expected, Write(Style.Plain, NearestColor.In(mode, new Style(Color.Default, default, Pink.Foreground)), mode));

    [Fact]
    public void Only_what_differs_is_told()
    {
        var red = new Style(Color.Red);

        Assert.Equal("", Write(red, red, ColorMode.TrueColor));
        Assert.Equal("\e[31m", Write(new Style(Color.Green), red, ColorMode.TrueColor));
        Assert.Equal("\e[1m", Write(red, red with { Attributes = TextAttributes.Bold }, ColorMode.TrueColor));
        Assert.Equal("\e[7m", Write(red, red with { Attributes = TextAttributes.Reverse }, ColorMode.TrueColor));
    }

    /// <summary>The way back to plain text is the reset; to text of one colour whatever is shorter.</summary>
    [Fact]
    public void Shorter_of_change_and_reset_is_told()
    {
        Assert.Equal("\e[m", Write(Pink, Style.Plain, ColorMode.TrueColor));
        Assert.Equal("\e[39m", Write(Pink, Pink with { Foreground = Color.Default }, ColorMode.TrueColor));
        Assert.Equal("\e[0;32m", Write(null, new Style(Color.Green), ColorMode.Ansi16));
    }

    [Fact]
    public void Longest_sequence_fits()
    {
        TextAttributes all = TextAttributes.Bold | TextAttributes.Dim | TextAttributes.Underline | TextAttributes.Reverse;
        Color white = Color.Rgb(255, 255, 255);

        Assert.Equal(
            "\e[0;1;2;4;7;38;2;255;255;255;48;2;255;255;255m", Write(null, new Style(white, all, white), ColorMode.TrueColor));
    }

    private static string Write(Style? from, Style to, ColorMode mode)
    {
        Span<byte> target = stackalloc byte[64];
        return Encoding.ASCII.GetString(target[..SgrEncoder.Write(target, from, to, mode)]);
    }
}
