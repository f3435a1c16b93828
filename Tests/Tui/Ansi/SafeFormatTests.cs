using System.Text;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class SafeFormatTests
{
    private readonly SafeText _name = new Sanitizer(TextMode.Unicode).SingleLine("gpt 日");

    [Fact]
    public void Format_of_numbers_words_and_texts_is_their_text()
    {
        int count = 1247;
        long large = long.MinValue;

        Assert.Equal("1,247 of -9,223,372,036,854,775,808", SafeText.Of($"{count:N0} of {large:N0}").ToString());
        Assert.Equal("07|7|0007", SafeText.Of($"{7:D2}|{7}|{7:D4}").ToString());
        Assert.Equal("[gpt 日]", SafeText.Of($"[{_name}]").ToString());
        Assert.Equal("● x", SafeText.Of($"{Glyphs.Unicode.Dot} x").ToString());
    }

    [Fact]
    public void Format_counts_columns_not_characters()
    {
        SafeFormat text = $"[{_name}] 日e\u0301";

        Assert.Equal(12, text.Columns);
    }

    [Fact]
    public void Format_of_a_control_rune_is_a_replacement() =>
        Assert.Equal("\ufffd\ufffd.", SafeText.Of($"{new Rune('\e')}{new Rune('\u2028')}\u202e.").ToString());

    [Fact]
    public void Format_of_endless_text_is_cut()
    {
        SafeText text = new Sanitizer(TextMode.Unicode).SingleLine(new string('x', 5000));

        Assert.Equal(1024, SafeText.Of($"{text}{text}").Columns);
    }

    [Fact]
    public void Format_built_before_another_stays_intact()
    {
        SafeFormat first = $"first {1}";
        SafeFormat second = $"second {2}";

        Assert.Equal("first 1", SafeText.Of(first).ToString());
        Assert.Equal("second 2", SafeText.Of(second).ToString());
    }
}
