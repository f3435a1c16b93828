using TraceLlm.Monitor.Cli;

namespace TraceLlm.Monitor.Tests.Cli;

public sealed class ShownTextTests
{
    [Theory]
    [InlineData("plain", "'plain'")]
    [InlineData("größe 漢字", "'größe 漢字'")]
    [InlineData("\u001b[31m\r\n\t\0", "'?[31m????'")]
    [InlineData("\u007f\u0085\u009b", "'???'")]
    [InlineData("a\u202eb\u2066\u200b\u2028", "'a?b???'")]
    [InlineData("e\u0301\u20dd", "'e??'")]
    [InlineData("user:secret@host", "'...@host'")]
    [InlineData("mongodb://u:p@ss@host", "'...@host'")]
    [InlineData("name@host:80", "'name@host:80'")]
    public void Text_is_shown_harmless_and_without_password(string text, string expected) => Assert.Equal(expected, ShownText.Quote(text));

    [Fact]
    public void Half_a_surrogate_pair_is_replaced() => Assert.Equal("'\ufffd'", ShownText.Quote("\ud83d"));

    [Fact]
    public void Long_text_is_cut() => Assert.Equal($"'{new string('x', 60)}...'", ShownText.Quote(new string('x', 61)));
}
