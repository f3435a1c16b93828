namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Which colours to send, by the variables that users and terminals set. In the order in which they decide: TERM=dumb, NO_COLOR
/// (no-color.org), FORCE_COLOR (as Node.js reads it), CLICOLOR_FORCE and CLICOLOR (bixense.com/clicolors), COLORTERM, TERM.
/// </summary>
internal static class ColorDetection
{
    /// <summary>Terminals that show true colour and whose name does not say so: SSH carries TERM, but not COLORTERM.</summary>
    private static readonly string[] TrueColorTerminals =
        ["xterm-kitty", "alacritty", "foot", "wezterm", "ghostty", "xterm-ghostty", "contour", "rio"];

    /// <param name="choice">What the user asked for; anything but <see cref="ColorChoice.Auto"/> wins over the environment.</param>
    /// <param name="get">The value of an environment variable, null when it is not set.</param>
    public static ColorMode ModeOf(ColorChoice choice, Func<string, string?> get) => choice switch
    {
        ColorChoice.Auto => ModeOf(get),
        ColorChoice.Always => AtLeast(ColorMode.Ansi16, Depth(get)),
        ColorChoice.Never => ColorMode.None,
        ColorChoice.Ansi16 => ColorMode.Ansi16,
        ColorChoice.Palette256 => ColorMode.Palette256,
        ColorChoice.TrueColor => ColorMode.TrueColor,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static ColorMode ModeOf(Func<string, string?> get)
    {
        if (get("TERM") == "dumb" || get("NO_COLOR") is { Length: > 0 })
        {
            return ColorMode.None;
        }

        if (get("FORCE_COLOR") is { Length: > 0 } force)
        {
            return force is "0" or "false" ? ColorMode.None : AtLeast(ForcedMode(force), Depth(get));
        }

        bool isForced = get("CLICOLOR_FORCE") is { Length: > 0 } and not "0";
        return isForced ? AtLeast(ColorMode.Ansi16, Depth(get))
            : get("CLICOLOR") == "0" ? ColorMode.None
            : Depth(get);
    }

    /// <summary>The value is the least that the terminal is then taken to have.</summary>
    private static ColorMode ForcedMode(string value) => value switch
    {
        "2" => ColorMode.Palette256,
        "3" => ColorMode.TrueColor,
        _ => ColorMode.Ansi16,
    };

    /// <summary>What the terminal has, by COLORTERM and TERM; a terminal that nobody knows has 16 colours.</summary>
    private static ColorMode Depth(Func<string, string?> get)
    {
        string term = get("TERM") ?? "";

        // GNU Screen hands COLORTERM on from outside and takes the numbers of a 24-bit colour for blink and underline.
        bool isGnuScreen = term.StartsWith("screen", StringComparison.Ordinal) && get("STY") is { Length: > 0 };
        string colorTerm = get("COLORTERM")?.ToLowerInvariant() ?? "";
        bool hasTrueColor = (colorTerm is "truecolor" or "24bit" && !isGnuScreen)
            || term.EndsWith("-direct", StringComparison.Ordinal) || TrueColorTerminals.Contains(term);
        return hasTrueColor ? ColorMode.TrueColor
            : term.Contains("-256color", StringComparison.Ordinal) ? ColorMode.Palette256
            : IsMonochrome(term) ? ColorMode.None
            : ColorMode.Ansi16;
    }

    /// <summary>DEC's terminals up to the VT500 series, and the entries of terminfo for a screen without colours.</summary>
    private static bool IsMonochrome(string term) =>
        term == "dumb" || (term.StartsWith("vt", StringComparison.Ordinal) && term.Length > 2 && char.IsAsciiDigit(term[2]))
        || term.EndsWith("-m", StringComparison.Ordinal) || term.EndsWith("-mono", StringComparison.Ordinal);

    private static ColorMode AtLeast(ColorMode least, ColorMode mode) => mode > least ? mode : least;
}
