using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class ScreenBufferTests
{
    private readonly ScreenBuffer _screen = new(10, 3, Glyphs.Unicode);
    private readonly Sanitizer _sanitizer = new(TextMode.Unicode);

    [Fact]
    public void Cell_takes_8_bytes() => Assert.Equal(8, System.Runtime.CompilerServices.Unsafe.SizeOf<Cell>());

    [Theory]
    [InlineData(0, "hello", 5, "hello     ")]
    [InlineData(5, "hello", 5, "     hello")]
    [InlineData(7, "hello", 3, "       he…")]
    [InlineData(-2, "hello", 5, "llo       ")]
    [InlineData(10, "hello", 0, "          ")]
    [InlineData(9, "日本", 1, "         …")]
    [InlineData(8, "日本", 1, "        … ")]
    [InlineData(7, "日本", 3, "       日…")]
    [InlineData(-1, "日本", 4, " 本       ")]
    public void Put_clips_to_the_screen(int column, string text, int used, string expected)
    {
        Assert.Equal(used, _screen.Put(column, 1, _sanitizer.SingleLine(text), Style.Plain));
        Assert.Equal(expected, _screen.RowText(1));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(3)]
    public void Put_outside_the_rows_draws_nothing(int row) =>
        Assert.Equal(0, _screen.Put(0, row, _sanitizer.SingleLine("x"), Style.Plain));

    [Fact]
    public void Put_limited_to_columns_ends_in_an_ellipsis()
    {
        Assert.Equal(4, _screen.Put(0, 0, _sanitizer.SingleLine("abcdef"), Style.Plain, 4));
        Assert.Equal("abc…      ", _screen.RowText(0));
    }

    [Fact]
    public void Put_over_half_of_a_wide_cluster_blanks_the_other_half()
    {
        _screen.Put(0, 0, _sanitizer.SingleLine("日本語"), Style.Plain);
        _screen.Put(1, 0, Style.Plain, $"x");
        _screen.Put(4, 0, Style.Plain, $"y");

        Assert.Equal(" x本y     ", _screen.RowText(0));
    }

    [Fact]
    public void PutRight_ends_before_its_column()
    {
        Assert.Equal(5, _screen.PutRight(10, 0, Style.Plain, $"{1247:N0}"));
        Assert.Equal("     1,247", _screen.RowText(0));
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('\e')]
    [InlineData('\x1f')]
    [InlineData('\x7f')]
    [InlineData('\u0080')]
    [InlineData('\u009f')]
    public void PutGlyph_refuses_control_characters(char control)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => _screen.PutGlyph(0, 0, new Rune(control), Style.Plain));
        Assert.Throws<ArgumentOutOfRangeException>(() => _screen.Fill(_screen.Bounds, new Rune(control), Style.Plain));
    }

    [Fact]
    public void Put_refuses_control_characters_that_the_sanitizer_missed()
    {
        var missed = new SafeText("a\eb");

        Assert.Throws<ArgumentOutOfRangeException>(() => _screen.Put(0, 0, missed, Style.Plain));
    }

    [Fact]
    public void Put_in_ascii_shows_words_outside_ascii_as_question_marks()
    {
        var screen = new ScreenBuffer(10, 1, Glyphs.Ascii);
        screen.Put(0, 0, Style.Plain, $"● up e\u0301");

        Assert.Equal("? up e    ", screen.RowText(0));
    }

    [Fact]
    public void Blank_cells_of_any_foreground_are_equal()
    {
        _screen.Put(0, 0, new Style(Color.Red, TextAttributes.Bold), $"a b");
        _screen.Put(0, 1, new Style(Color.Red, TextAttributes.Reverse), $"a b");

        Assert.True(_screen.Cells[1].IsBlank);
        Assert.False(_screen.Cells[_screen.Columns + 1].IsBlank);
    }

    [Fact]
    public void Resize_stays_within_the_largest_screen()
    {
        _screen.Resize(ushort.MaxValue, ushort.MaxValue);

        Assert.Equal((ScreenBuffer.MaxColumns, ScreenBuffer.MaxRows), (_screen.Columns, _screen.Rows));
        Assert.False(_screen.Resize(ushort.MaxValue, ushort.MaxValue));
    }

    [Fact]
    public void Clusters_of_ever_new_text_are_let_go()
    {
        var diff = new ScreenDiff(ColorMode.None);
        for (int number = 0; number < 3000; number++)
        {
            _screen.Clear();
            string mark = ((char)(0x300 + (number % 80))).ToString();
            _screen.Put(0, 0, _sanitizer.SingleLine(char.ConvertFromUtf32(0x4e00 + number) + mark + "e\u0301"), Style.Plain);
            _ = diff.Render(_screen);
        }

        Assert.InRange(_screen.Clusters.Count, 2, 1100);
        Assert.EndsWith("e\u0301", _screen.RowText(0).TrimEnd(), StringComparison.Ordinal);
        Assert.True(diff.Render(_screen).IsEmpty);
    }
}
