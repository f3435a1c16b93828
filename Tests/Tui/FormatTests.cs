using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

public sealed class FormatTests
{
    [Theory]
    [InlineData(3420.4, "3420ms")]
    [InlineData(9_999_999.4, "9999999ms")]
    [InlineData(9_999_999.6, "10000s")]
    public void Latency_of_a_row_is_judged_as_it_is_rounded(double latencyMs, string expected) =>
        Assert.Equal(expected, SafeText.Of(Format.RowLatency(latencyMs)).ToString());

    [Theory]
    [InlineData(999_999, 7, "999,999")]
    [InlineData(1_000_000, 7, "1,000K")]
    [InlineData(1_000_000, 9, "1,000,000")]
    [InlineData(99_999_999, 7, "99,999K")]
    [InlineData(100_000_000, 7, "100M")]
    [InlineData(20_000_072_612, 12, "20,000,072K")]
    [InlineData(20_000_072_612, 7, "20,000M")]
    [InlineData(long.MaxValue, 7, "9,223P")]
    public void Count_that_does_not_fit_is_abbreviated(long count, int columns, string expected) =>
        Assert.Equal(expected, SafeText.Of(Format.Count(count, columns)).ToString());

    [Theory]
    [InlineData(2340, 8, "2,340 ms")]
    [InlineData(2340, 7, "2 s")]
    [InlineData(1e15, 10, "1,000G s")]
    public void Latency_that_does_not_fit_is_shown_in_seconds(double latencyMs, int columns, string expected) =>
        Assert.Equal(expected, SafeText.Of(Format.FigureLatency(latencyMs, columns)).ToString());
}
