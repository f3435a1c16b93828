using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class SanitizerTests
{
    private readonly Sanitizer _unicode = new(TextMode.Unicode);
    private readonly Sanitizer _ascii = new(TextMode.Ascii);

    [Theory]
    [InlineData("plain text", "plain text", 10)]
    [InlineData("[/foo] [red]x[/red]", "[/foo] [red]x[/red]", 19)]
    [InlineData("a\tb\r\nc\n\n  d", "a b c d", 7)]
    [InlineData("\e]52;c;eA==\a", "␛]52;c;eA==␇", 12)]
    [InlineData("a\0b\x7f", "a␀b␡", 4)]
    [InlineData("\u0080\u009b31m\u009f", "\ufffd\ufffd31m\ufffd", 6)]
    [InlineData("a\u202eb\u2066c\u200f\u061c\u200bd", "abcd", 4)]
    [InlineData("a\u2028b\u2029c", "a\ufffdb\ufffdc", 5)]
    [InlineData("x\U000E0041\U000E007Fy", "xy", 2)]
    [InlineData("日本", "日本", 4)]
    [InlineData("e\u0301", "e\u0301", 1)]
    [InlineData("Z\u0301\u0302\u0303\u0304\u0305\u0306", "Z\u0301\u0302\u0303\u0304", 1)]
    [InlineData("\u0301x", "◌\u0301x", 2)]
    [InlineData("👨\u200d👩\u200d👧\u200d👦!", "👨!", 3)]
    [InlineData("👍🏽!", "👍!", 3)]
    [InlineData("❤\ufe0f\u200d🔥!", "❤!", 2)]
    [InlineData("🇩🇪!", "DE!", 3)]
    [InlineData("1\ufe0f\u20e3!", "1!", 2)]
    [InlineData("क\u200dष", "कष", 2)]
    [InlineData("\u1112\u1161\u11ab", "한", 2)]
    [InlineData("\u1161", "\ufffd", 1)]
    [InlineData("\u00a0\u2003", "  ", 2)]
    [InlineData("", "", 0)]
    [InlineData(null, "", 0)]
    public void SingleLine_in_unicode_shows(string? raw, string expected, int columns)
    {
        SafeText text = _unicode.SingleLine(raw);

        Assert.Equal(expected, text.ToString());
        Assert.Equal(columns, text.Columns);
    }

    [Fact]
    public void SingleLine_shows_lone_surrogates_as_replacements() =>
        Assert.Equal("a\ufffdb\ufffd", _unicode.SingleLine("a\ud800b\udc00").ToString());

    [Theory]
    [InlineData("a\tb\nc", "a b c")]
    [InlineData("\e]0;x\a\x7f", "^[]0;x^G^?")]
    [InlineData("日本é", "???")]
    [InlineData("🚀 \u202ex\u0085", "? x?")]
    public void SingleLine_in_ascii_shows(string raw, string expected)
    {
        SafeText text = _ascii.SingleLine(raw);

        Assert.Equal(expected, text.ToString());
        Assert.Equal(expected.Length, text.Columns);
        Assert.True(text.IsAscii);
    }

    [Theory]
    [InlineData("abcdef", 6, "abcdef")]
    [InlineData("abcdef", 5, "abcd…")]
    [InlineData("日本語", 6, "日本語")]
    [InlineData("日本語", 5, "日本…")]
    [InlineData("日本語", 4, "日…")]
    [InlineData("日本語", 1, "…")]
    [InlineData("ae\u0301i", 2, "a…")]
    [InlineData("e\u0301", 1, "e\u0301")]
    [InlineData("abc", 0, "")]
    public void SingleLine_too_wide_is_cut_at_a_cluster(string raw, int maxColumns, string expected) =>
        Assert.Equal(expected, _unicode.SingleLine(raw, maxColumns).ToString());

    [Fact]
    public void SingleLine_cut_in_ascii_ends_in_a_tilde() => Assert.Equal("abc~", _ascii.SingleLine("abcdef", 4).ToString());

    [Fact]
    public void SingleLine_of_plain_text_keeps_the_string_itself()
    {
        string raw = new('x', 20);

        Assert.Same(raw, _unicode.SingleLine(raw).ToString());
    }

    [Fact]
    public void SingleLine_of_a_ZWJ_chain_without_end_is_one_emoji()
    {
        string chain = string.Concat(Enumerable.Repeat("👩\u200d", 100_000));

        Assert.Equal("👩", _unicode.SingleLine(chain).ToString());
    }
}
