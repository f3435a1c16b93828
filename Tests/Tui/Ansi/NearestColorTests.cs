using System.Globalization;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class NearestColorTests
{
    /// <summary>The middle column is what xterm's palette has nearest by eye; the last one the family and brightness.</summary>
    [Theory]
    [InlineData("000000", 16, 0)]
    [InlineData("ffffff", 231, 15)]
    [InlineData("1a1a1a", 234, 0)]
    [InlineData("666666", 241, 8)]
    [InlineData("cccccc", 252, 8)]
    [InlineData("d7d7d7", 188, 7)]
    [InlineData("00ff00", 46, 10)]
    [InlineData("003300", 22, 2)]
    [InlineData("ff0000", 196, 9)]
    [InlineData("800000", 88, 1)]
    [InlineData("b8860b", 136, 3)]
    [InlineData("0066cc", 26, 12)]
    [InlineData("000080", 18, 4)]
    [InlineData("ff79c6", 212, 13)]
    [InlineData("6272a4", 60, 12)]
    [InlineData("44475a", 238, 8)]
    [InlineData("a3be8c", 108, 2)]
    [InlineData("bf616a", 131, 9)]
    [InlineData("ff8c00", 208, 3)]
    [InlineData("ff4500", 202, 9)]
    [InlineData("8be9fd", 117, 14)]
    [InlineData("b48ead", 139, 13)]
    public void Nearest_colour_is_the_one_that_the_eye_takes(string rgb, int of256, int of16)
    {
        Color color = Rgb(rgb);

        Assert.Equal(Color.Palette256((byte)of256), NearestColor.In(ColorMode.Palette256, color));
        Assert.Equal(Color.Palette16(of16), NearestColor.In(ColorMode.Ansi16, color));
        Assert.Equal(color, NearestColor.In(ColorMode.TrueColor, color));
        Assert.Equal(Color.Default, NearestColor.In(ColorMode.None, color));
    }

    [Fact]
    public void Colour_of_the_cube_or_a_grey_is_its_own_nearest()
    {
        for (int red = 0; red < 6; red++)
        {
            for (int green = 0; green < 6; green++)
            {
                for (int blue = 0; blue < 6; blue++)
                {
                    Color color = Color.Rgb(Level(red), Level(green), Level(blue));
                    int index = 16 + (36 * red) + (6 * green) + blue;
                    Assert.Equal(Color.Palette256((byte)index), NearestColor.In(ColorMode.Palette256, color));
                }
            }
        }

        for (int step = 0; step < 24; step++)
        {
            byte level = (byte)(8 + (10 * step));
            Color grey = Color.Rgb(level, level, level);
            Assert.Equal(Color.Palette256((byte)(232 + step)), NearestColor.In(ColorMode.Palette256, grey));
        }

        static byte Level(int step) => (byte)(step == 0 ? 0 : 55 + (40 * step));
    }

    [Theory]
    [InlineData(9, 9)]
    [InlineData(208, 3)]
    [InlineData(196, 9)]
    [InlineData(244, 8)]
    public void Index_of_256_becomes_one_of_16(int index, int expected) => Assert.Equal(
        Color.Palette16(expected), NearestColor.In(ColorMode.Ansi16, Color.Palette256((byte)index)));

    [Theory]
    [InlineData(ColorMode.Ansi16)]
    [InlineData(ColorMode.Palette256)]
    [InlineData(ColorMode.TrueColor)]
    internal void Colours_of_the_user_stay(ColorMode mode)
    {
        Assert.Equal(Color.Default, NearestColor.In(mode, Color.Default));
        for (int index = 0; index < 16; index++)
        {
            Assert.Equal(Color.Palette16(index), NearestColor.In(mode, Color.Palette16(index)));
        }
    }

    /// <summary>Every hue and lightness has a family: nothing of the colour space falls through.</summary>
    [Fact]
    public void Every_colour_has_one_of_16()
    {
        for (int rgb = 0; rgb <= 0xFFFFFF; rgb += 0x0003FB)
        {
            Color color = Color.Rgb((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
            Assert.Equal(ColorKind.Palette16, NearestColor.In(ColorMode.Ansi16, color).Kind);
        }
    }

    [Fact]
    public void Style_keeps_its_attributes()
    {
        var style = new Style(Rgb("ff0000"), TextAttributes.Bold | TextAttributes.Reverse, Rgb("000000"));

        Assert.Equal(new Style(Color.BrightRed, style.Attributes, Color.Black), NearestColor.In(ColorMode.Ansi16, style));
        Assert.Equal(new Style(Color.Default, style.Attributes), NearestColor.In(ColorMode.None, style));
    }

    private static Color Rgb(string hex)
    {
        int rgb = int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return Color.Rgb((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
    }
}
