using System.Text;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TextPatternTests
{
    [Theory]
    [InlineData("aAbBcC \"1-_")]
    [InlineData("zEeEe zZ")]
    [InlineData("aAbBéÉß今🦖 ")]
    public void Search_finds_what_ordinal_search_of_the_string_finds(string letters)
    {
        const int Seed = 7;
        var random = new Random(Seed);
        Rune[] runes = [.. letters.EnumerateRunes()];
        for (int round = 0; round < 20_000; round++)
        {
            string text = Random(12), value = Random(3) + runes[random.Next(runes.Length)];
            var pattern = new TextPattern(value);

            Assert.True(
                text.Contains(value, StringComparison.OrdinalIgnoreCase) == Utf8Text.Of(text).Matches(pattern, whole: false)
                && text.Equals(value, StringComparison.OrdinalIgnoreCase) == Utf8Text.Of(text).Matches(pattern, whole: true)
                && pattern.Matches(text, whole: false) == Utf8Text.Of(text).Matches(pattern, whole: false),
                $"seed {Seed}: {value} in {text}");
        }

        string Random(int maxRunes) =>
            string.Concat(Enumerable.Range(0, random.Next(maxRunes + 1)).Select(_ => runes[random.Next(runes.Length)]));
    }

    [Fact]
    public void Answer_for_a_name_is_that_for_its_text_however_many_names_there_are()
    {
        var pattern = new TextPattern("gpt-1");
        string[] names = [.. Enumerable.Range(0, 30).Select(i => $"GPT-{i}")];
        for (int round = 0; round < 2; round++)
        {
            Assert.All(names, name => Assert.Equal(pattern.Matches(name, whole: false), pattern.MatchesName(name, whole: false)));
            Assert.All(names, name => Assert.Equal(pattern.Matches(name, whole: true), pattern.MatchesName(name, whole: true)));
        }
    }

    [Fact]
    public void Every_place_of_a_text_is_looked_at()
    {
        string text = string.Concat(Enumerable.Range(0, 160).Select(i => (char)('!' + (i % 90))));
        for (int start = 0; start < text.Length; start++)
        {
            for (int length = 1; start + length <= text.Length && length < 20; length++)
            {
                var pattern = new TextPattern(text.Substring(start, length));
                Assert.True(Utf8Text.Of(text[..(start + length)]).Matches(pattern, whole: false), $"{start}, {length}");
            }
        }
    }

    [Fact]
    public void Text_longer_than_any_trace_has_is_searched_too() =>
        Assert.True(Utf8Text.Of(new string('今', 5000) + "End").Matches(new TextPattern("今end"), whole: false));

    [Fact]
    public void Empty_pattern_is_an_error() => Assert.Throws<ArgumentException>(() => new TextPattern(""));
}
