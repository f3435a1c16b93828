using System.Text;
using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class JsonTextTests
{
    [Theory]
    [InlineData("plain", "plain")]
    [InlineData(@"\n\t\r\b\f\""\\\/", "\n\t\r\b\f\"\\/")]
    [InlineData(@"\u00e4\u4eca", "ä今")]
    [InlineData(@"\ud83e\udd96", "🦖")]
    [InlineData(@"\uD83E\uDD96", "🦖")]
    [InlineData("直接🦖", "直接🦖")]
    [InlineData(@"\ud83e", "\uFFFD")]
    [InlineData(@"\ud83e.", "\uFFFD.")]
    [InlineData(@"\udd96\ud83e", "\uFFFD\uFFFD")]
    [InlineData(@"\ud83e\ud83e\udd96", "\uFFFD🦖")]
    [InlineData(@"\ud83e\n", "\uFFFD\n")]
    [InlineData(@"\u12", "\uFFFD12")]
    [InlineData(@"\uzzzz", "\uFFFDzzzz")]
    [InlineData(@"\q", "\uFFFD")]
    [InlineData(@"\", "\uFFFD")]
    [InlineData("", "")]
    public void Cut_decodes_escapes_and_replaces_what_is_no_character(string raw, string expected) =>
        Assert.Equal(expected, JsonText.Cut(Encoding.UTF8.GetBytes(raw), 160));

    [Fact]
    public void Cut_replaces_invalid_utf8() =>
        Assert.Equal("a\uFFFDb\uFFFD", JsonText.Cut([(byte)'a', 0xC3, (byte)'b', 0xE4], 160));

    [Theory]
    [InlineData("abcdef", 3, "abc")]
    [InlineData("🦖🦖🦖", 2, "🦖🦖")]
    [InlineData(@"\ud83e\udd96\ud83e\udd96", 1, "🦖")]
    [InlineData("abc", 3, "abc")]
    public void Cut_counts_code_points_and_splits_no_pair(string raw, int count, string expected) =>
        Assert.Equal(expected, JsonText.Cut(Encoding.UTF8.GetBytes(raw), count));

    [Fact]
    public void Cut_decodes_no_more_of_ten_megabytes_than_it_needs()
    {
        byte[] raw = new byte[10_000_000];
        raw.AsSpan().Fill((byte)'x');
        long before = GC.GetAllocatedBytesForCurrentThread();

        string text = JsonText.Cut(raw, 160);

        Assert.Equal(160, text.Length);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000);
    }

    [Theory]
    [InlineData("type", true)]
    [InlineData(@"\u0074ype", true)]
    [InlineData(@"typ\u0065", true)]
    [InlineData("types", false)]
    [InlineData(@"\u0074ypes", false)]
    [InlineData(@"\u0074yp", false)]
    [InlineData(@"\ud800", false)]
    [InlineData("", false)]
    public void Is_compares_whatever_way_the_word_is_written(string raw, bool expected) =>
        Assert.Equal(expected, JsonText.Is(Encoding.UTF8.GetBytes(raw), "type"u8));
}
