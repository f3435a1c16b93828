using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui.Ansi;

public sealed class ColorDetectionTests
{
    [Theory]
    [InlineData("", ColorMode.Ansi16)]
    [InlineData("TERM=xterm", ColorMode.Ansi16)]
    [InlineData("TERM=linux", ColorMode.Ansi16)]
    [InlineData("TERM=never-heard-of", ColorMode.Ansi16)]
    [InlineData("TERM=xterm-16color", ColorMode.Ansi16)]
    [InlineData("TERM=xterm-256color", ColorMode.Palette256)]
    [InlineData("TERM=screen-256color-bce", ColorMode.Palette256)]
    [InlineData("TERM=xterm-direct", ColorMode.TrueColor)]
    [InlineData("TERM=xterm-kitty", ColorMode.TrueColor)]
    [InlineData("TERM=vt100", ColorMode.None)]
    [InlineData("TERM=vt220-8bit", ColorMode.None)]
    [InlineData("TERM=xterm-mono", ColorMode.None)]
    [InlineData("TERM=vte", ColorMode.Ansi16)]
    [InlineData("TERM=dumb", ColorMode.None)]
    [InlineData("TERM=xterm COLORTERM=truecolor", ColorMode.TrueColor)]
    [InlineData("TERM=xterm-256color COLORTERM=24bit", ColorMode.TrueColor)]
    [InlineData("TERM=xterm-256color COLORTERM=TrueColor", ColorMode.TrueColor)]
    [InlineData("TERM=xterm-256color COLORTERM=yes", ColorMode.Palette256)]
    [InlineData("TERM=xterm COLORTERM=", ColorMode.Ansi16)]
    [InlineData("TERM=tmux-256color COLORTERM=truecolor TMUX=x", ColorMode.TrueColor)]
    [InlineData("TERM=screen-256color COLORTERM=truecolor STY=1.pts", ColorMode.Palette256)]
    [InlineData("TERM=screen.xterm-256color COLORTERM=24bit STY=1.pts", ColorMode.Palette256)]
    [InlineData("TERM=screen COLORTERM=truecolor STY=1.pts", ColorMode.Ansi16)]
    [InlineData("TERM=xterm-256color COLORTERM=truecolor STY=left-behind", ColorMode.TrueColor)]
    internal void Terminal_says_what_it_has(string environment, ColorMode expected) =>
        Assert.Equal(expected, ModeOf(ColorChoice.Auto, environment));

    [Theory]
    [InlineData("TERM=xterm NO_COLOR=1", ColorMode.None)]
    [InlineData("TERM=xterm NO_COLOR=0", ColorMode.None)]
    [InlineData("TERM=xterm NO_COLOR=", ColorMode.Ansi16)]
    [InlineData("TERM=xterm CLICOLOR=0", ColorMode.None)]
    [InlineData("TERM=xterm CLICOLOR=1", ColorMode.Ansi16)]
    [InlineData("TERM=xterm CLICOLOR=", ColorMode.Ansi16)]
    [InlineData("TERM=vt100 CLICOLOR_FORCE=1", ColorMode.Ansi16)]
    [InlineData("TERM=vt100 CLICOLOR_FORCE=0", ColorMode.None)]
    [InlineData("TERM=xterm CLICOLOR=0 CLICOLOR_FORCE=1", ColorMode.Ansi16)]
    [InlineData("TERM=xterm-256color CLICOLOR=0 CLICOLOR_FORCE=1", ColorMode.Palette256)]
    [InlineData("TERM=vt100 FORCE_COLOR=1", ColorMode.Ansi16)]
    [InlineData("TERM=vt100 FORCE_COLOR=true", ColorMode.Ansi16)]
    [InlineData("TERM=vt100 FORCE_COLOR=", ColorMode.None)]
    [InlineData("TERM=xterm FORCE_COLOR=2", ColorMode.Palette256)]
    [InlineData("TERM=xterm FORCE_COLOR=3", ColorMode.TrueColor)]
    [InlineData("TERM=xterm-256color FORCE_COLOR=1", ColorMode.Palette256)]
    [InlineData("TERM=xterm FORCE_COLOR=0", ColorMode.None)]
    [InlineData("TERM=xterm FORCE_COLOR=false", ColorMode.None)]
    [InlineData("TERM=xterm FORCE_COLOR=1 CLICOLOR=0", ColorMode.Ansi16)]
    [InlineData("TERM=xterm FORCE_COLOR=0 CLICOLOR_FORCE=1", ColorMode.None)]
    [InlineData("TERM=xterm NO_COLOR=1 FORCE_COLOR=3", ColorMode.None)]
    [InlineData("TERM=xterm NO_COLOR=1 CLICOLOR_FORCE=1", ColorMode.None)]
    [InlineData("TERM=dumb FORCE_COLOR=3", ColorMode.None)]
    internal void User_says_what_is_wanted(string environment, ColorMode expected) =>
        Assert.Equal(expected, ModeOf(ColorChoice.Auto, environment));

    [Theory]
    [InlineData(ColorChoice.Never, ColorMode.None)]
    [InlineData(ColorChoice.Ansi16, ColorMode.Ansi16)]
    [InlineData(ColorChoice.Palette256, ColorMode.Palette256)]
    [InlineData(ColorChoice.TrueColor, ColorMode.TrueColor)]
    internal void Option_wins_over_every_variable(ColorChoice choice, ColorMode expected)
    {
        Assert.Equal(expected, ModeOf(choice, "TERM=xterm NO_COLOR=1"));
        Assert.Equal(expected, ModeOf(choice, "TERM=vt100 FORCE_COLOR=3"));
        Assert.Equal(expected, ModeOf(choice, "TERM=xterm-256color COLORTERM=truecolor CLICOLOR=0"));
    }

    [Theory]
    [InlineData("TERM=xterm NO_COLOR=1", ColorMode.Ansi16)]
    [InlineData("TERM=vt100 CLICOLOR=0", ColorMode.Ansi16)]
    [InlineData("TERM=xterm-256color FORCE_COLOR=0", ColorMode.Palette256)]
    [InlineData("TERM=xterm COLORTERM=truecolor NO_COLOR=1", ColorMode.TrueColor)]
    internal void Always_takes_what_the_terminal_has(string environment, ColorMode expected) =>
        Assert.Equal(expected, ModeOf(ColorChoice.Always, environment));

    private static ColorMode ModeOf(ColorChoice choice, string environment)
    {
        var variables = environment.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
        return ColorDetection.ModeOf(choice, name => variables.GetValueOrDefault(name));
    }
}
