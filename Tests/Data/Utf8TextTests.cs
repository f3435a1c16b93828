using System.Text;
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

    [Fact]
    public void Search_finds_what_ordinal_search_of_the_string_finds()
    {
        const int Seed = 7;
        const string Letters = "aAbBéÉßſkK今🦖 ";
        var random = new Random(Seed);
        for (int round = 0; round < 20_000; round++)
        {
            string text = Random(random, 12), value = Random(random, 3);

            Assert.True(
                text.Contains(value, StringComparison.OrdinalIgnoreCase) == Utf8Text.Of(text).Matches(value, whole: false)
                && text.Equals(value, StringComparison.OrdinalIgnoreCase) == Utf8Text.Of(text).Matches(value, whole: true),
                $"seed {Seed}: {value} in {text}");
        }

        static string Random(Random random, int maxRunes)
        {
            Rune[] runes = [.. Letters.EnumerateRunes()];
            return string.Concat(Enumerable.Range(0, random.Next(maxRunes + 1)).Select(_ => runes[random.Next(runes.Length)]));
        }
    }

    [Fact]
    public void Text_longer_than_any_trace_has_is_searched_too() =>
        Assert.True(Utf8Text.Of(new string('今', 5000) + "End").Matches("今end", whole: false));
}
