using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class Utf8TextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Explain vector search")]
    [InlineData("Übung 今日は 🦖 \u0000\u001b")]
    public void Text_comes_back_as_it_was(string text)
    {
        Assert.Equal(text, Utf8Text.Of(text).ToString());
        Assert.Equal(text.Length == 0, Utf8Text.Of(text).IsEmpty);
        Assert.Equal(text.Length == 0, default(Utf8Text).Equals(Utf8Text.Of(text)));
    }

    [Fact]
    public void Half_a_surrogate_pair_becomes_a_replacement_character() =>
        Assert.Equal("a\ufffdb", Utf8Text.Of("a\ud83eb").ToString());

    [Fact]
    public void Texts_are_equal_when_their_characters_are()
    {
        Assert.Equal(Utf8Text.Of("Übung"), Utf8Text.Of("Üb" + "ung"));
        Assert.Equal(Utf8Text.Of("Übung").GetHashCode(), Utf8Text.Of("Üb" + "ung").GetHashCode());
        Assert.NotEqual(Utf8Text.Of("Übung"), Utf8Text.Of("übung"));
    }
}
