using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class TerminalOptionsTests
{
    [Theory]
    [InlineData("LANG=en_US.UTF-8", nameof(TextMode.Unicode))]
    [InlineData("LANG=C.utf8", nameof(TextMode.Unicode))]
    [InlineData("LANG=C", nameof(TextMode.Ascii))]
    [InlineData("", nameof(TextMode.Ascii))]
    [InlineData("LANG=en_US.UTF-8 LC_ALL=C", nameof(TextMode.Ascii))]
    [InlineData("LANG=C LC_CTYPE=de_DE.UTF-8", nameof(TextMode.Unicode))]
    [InlineData("LANG=C.UTF-8 LC_ALL= LC_CTYPE=", nameof(TextMode.Unicode))]
    [InlineData("LANG=C LC_CTYPE=C LC_ALL=POSIX.UTF-8", nameof(TextMode.Unicode))]
    public void Locale_decides_the_characters(string environment, string expected) =>
        Assert.Equal(expected, $"{Read(environment).TextMode}");

    [Theory]
    [InlineData("TERM=xterm", nameof(ColorMode.Ansi16))]
    [InlineData("TERM=never-heard-of", nameof(ColorMode.Ansi16))]
    [InlineData("TERM=xterm NO_COLOR=1", nameof(ColorMode.None))]
    [InlineData("TERM=xterm NO_COLOR=", nameof(ColorMode.Ansi16))]
    [InlineData("TERM=dumb", nameof(ColorMode.None))]
    public void Environment_decides_the_colours(string environment, string expected) =>
        Assert.Equal(expected, $"{Read(environment).ColorMode}");

    [Theory]
    [InlineData("COLUMNS=132 LINES=50", 132, 50)]
    [InlineData("COLUMNS=0 LINES=-3", null, null)]
    [InlineData("COLUMNS=x LINES=99999999999", null, null)]
    [InlineData("", null, null)]
    public void Columns_and_lines_are_read_when_they_are_counts(string environment, int? columns, int? rows)
    {
        TerminalOptions options = Read(environment);

        Assert.Equal((columns, rows), (options.FallbackColumns, options.FallbackRows));
    }

    [Fact]
    public void Dumb_terminal_is_refused()
    {
        Assert.Null(Terminal.TryOpen(Read("TERM=dumb"), out string problem));
        Assert.StartsWith("TERM=dumb", problem, StringComparison.Ordinal);
    }

    private static TerminalOptions Read(string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return TerminalOptions.FromEnvironment(name => variables.GetValueOrDefault(name));
    }
}
