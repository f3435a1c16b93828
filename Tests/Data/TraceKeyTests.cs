using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class TraceKeyTests
{
    [Fact]
    public void Same_text_gives_the_same_key() => Assert.Equal(TraceKey.Of("trace-1"), TraceKey.Of("trace-1"));

    [Theory]
    [InlineData("trace-1", "trace-2")]
    [InlineData("", "\0")]
    [InlineData("a", "a\0")]
    [InlineData("abc", "ABC")]
    public void Different_texts_give_different_keys(string first, string second) =>
        Assert.NotEqual(TraceKey.Of(first), TraceKey.Of(second));

    [Fact]
    public void No_text_is_an_identity_too() => Assert.False(TraceKey.Of("").IsNone);

    [Fact]
    public void Default_is_no_identity() => Assert.True(default(TraceKey).IsNone);
}
