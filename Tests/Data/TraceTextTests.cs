using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TraceTextTests
{
    [Theory]
    [InlineData("", 3, "")]
    [InlineData("abc", 3, "abc")]
    [InlineData("abcd", 3, "abc")]
    [InlineData("a😀b", 2, "a😀")]
    [InlineData("😀😀😀", 2, "😀😀")]
    [InlineData("😀😀", 2, "😀😀")]
    [InlineData("abc", 0, "")]
    public void Text_is_cut_at_a_code_point(string text, int codePoints, string kept) => Assert.Equal(kept, TraceText.Cut(text, codePoints));

    [Fact]
    public void Lone_surrogate_counts_as_one()
    {
        const char High = (char)0xD83D, Low = (char)0xDE00;

        Assert.Equal([High, High], TraceText.Cut(new string([High, High, 'x']), 2));
        Assert.Equal([Low, Low], TraceText.Cut(new string([Low, Low, Low]), 2));
    }

    [Fact]
    public void Short_text_is_not_copied()
    {
        string text = new('x', 160);

        Assert.Same(text, TraceText.Cut(text, 160));
    }
}
