using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class TextWidthTests
{
    [Theory]
    [InlineData('a', nameof(WidthClass.Narrow))]
    [InlineData(0x00, nameof(WidthClass.Replaced))]
    [InlineData(0x9F, nameof(WidthClass.Replaced))]
    [InlineData(0xA0, nameof(WidthClass.Space))]
    [InlineData(0xAD, nameof(WidthClass.Dropped))]
    [InlineData(0xE9, nameof(WidthClass.Narrow))]
    [InlineData(0x300, nameof(WidthClass.Mark))]
    [InlineData(0x5D0, nameof(WidthClass.UncertainNarrow))]
    [InlineData(0x903, nameof(WidthClass.UncertainNarrow))]
    [InlineData(0x1100, nameof(WidthClass.Wide))]
    [InlineData(0x1160, nameof(WidthClass.HangulMedial))]
    [InlineData(0x200D, nameof(WidthClass.Dropped))]
    [InlineData(0x202E, nameof(WidthClass.Dropped))]
    [InlineData(0x2028, nameof(WidthClass.Replaced))]
    [InlineData(0x2500, nameof(WidthClass.Narrow))]
    [InlineData(0x25CF, nameof(WidthClass.Narrow))]
    [InlineData(0x2764, nameof(WidthClass.PictographNarrow))]
    [InlineData(0x3000, nameof(WidthClass.Wide))]
    [InlineData(0x4E00, nameof(WidthClass.Wide))]
    [InlineData(0xAC00, nameof(WidthClass.Wide))]
    [InlineData(0xE000, nameof(WidthClass.UncertainNarrow))]
    [InlineData(0xFEFF, nameof(WidthClass.Dropped))]
    [InlineData(0xFF21, nameof(WidthClass.Wide))]
    [InlineData(0xFFFD, nameof(WidthClass.Narrow))]
    [InlineData(0x1F1E6, nameof(WidthClass.RegionalIndicator))]
    [InlineData(0x1F3FB, nameof(WidthClass.EmojiModifier))]
    [InlineData(0x1F680, nameof(WidthClass.PictographWide))]
    [InlineData(0x2FFFD, nameof(WidthClass.UncertainWide))]
    [InlineData(0xE0041, nameof(WidthClass.Dropped))]
    [InlineData(0x10FFFF, nameof(WidthClass.Replaced))]
    public void Class_of_a_code_point_is_that_of_the_table(int codePoint, string expected) =>
        Assert.Equal(expected, $"{TextWidth.ClassOf(new Rune(codePoint))}");

    [Fact]
    public void Every_code_point_has_the_class_of_its_range()
    {
        ReadOnlySpan<uint> ranges = WidthTable.Ranges;
        for (int index = 0; index < ranges.Length; index++)
        {
            int first = (int)(ranges[index] >> 8);
            int end = index + 1 < ranges.Length ? (int)(ranges[index + 1] >> 8) : 0x110000;
            Assert.True(end > first);
            for (int codePoint = first; codePoint < end; codePoint++)
            {
                if (Rune.IsValid(codePoint) && TextWidth.ClassOf(new Rune(codePoint)) != (WidthClass)(ranges[index] & 0xFF))
                {
                    Assert.Fail($"U+{codePoint:X4}");
                }
            }
        }
    }

    [Fact]
    public void Every_glyph_of_the_dashboard_is_narrow_and_certain()
    {
        foreach (Glyphs glyphs in new[] { Glyphs.Unicode, Glyphs.Ascii })
        {
            Rune[] runes =
            [
                glyphs.TopLeft, glyphs.TopRight, glyphs.BottomLeft, glyphs.BottomRight, glyphs.Horizontal, glyphs.Vertical, glyphs.Dot,
                glyphs.Ellipsis, glyphs.Separator, glyphs.Up, glyphs.Down, glyphs.Selection,
            ];
            Assert.All(runes, rune => Assert.Equal(WidthClass.Narrow, TextWidth.ClassOf(rune)));
        }
    }
}
