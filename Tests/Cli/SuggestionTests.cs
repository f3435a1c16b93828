using TraceLlm.Monitor.Cli;

namespace TraceLlm.Monitor.Tests.Cli;

public sealed class SuggestionTests
{
    private static readonly string[] Words = ["--refresh", "--limit", "--utc", "-r"];

    [Theory]
    [InlineData("--refesh", "--refresh")]
    [InlineData("--rfeersh", "--refresh")]
    [InlineData("--ref", "--refresh")]
    [InlineData("--limits", "--limit")]
    [InlineData("--Limit", "--limit")]
    [InlineData("--utx", "--utc")]
    [InlineData("--", null)]
    [InlineData("-x", null)]
    [InlineData("--something", null)]
    public void Nearest_word_is_found_if_it_is_near(string typed, string? expected) =>
        Assert.Equal(expected, Suggestion.For(typed, Words));

    [Fact]
    public void Very_long_word_is_not_compared() => Assert.Null(Suggestion.For("--" + new string('x', 100_000), Words));
}
