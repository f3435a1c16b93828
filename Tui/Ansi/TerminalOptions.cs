using System.Globalization;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What the environment says about the terminal.</summary>
/// <param name="IsDumb">TERM=dumb: it understands no sequences.</param>
/// <param name="FallbackColumns">LINES and COLUMNS, for a terminal that does not tell its size; null when not given.</param>
/// <param name="FallbackRows"><inheritdoc cref="FallbackColumns" path="/node()"/></param>
internal sealed record TerminalOptions(
    TextMode TextMode = TextMode.Unicode,
    ColorMode ColorMode = ColorMode.Ansi16,
    bool IsDumb = false,
    int? FallbackColumns = null,
    int? FallbackRows = null)
{
    /// <summary>Reads LC_ALL, LC_CTYPE, LANG, COLUMNS, LINES, TERM and what <see cref="ColorDetection"/> names.</summary>
    /// <param name="get">The value of an environment variable, null when it is not set.</param>
    /// <param name="color">What the user asked for by option.</param>
    /// <param name="textMode">What the user asked for by option; null: the locale decides.</param>
    public static TerminalOptions FromEnvironment(
        Func<string, string?> get, ColorChoice color = ColorChoice.Auto, TextMode? textMode = null) => new(
            textMode ?? (IsUtf8(Locale(get)) ? TextMode.Unicode : TextMode.Ascii),
            ColorDetection.ModeOf(color, get),
            get("TERM") == "dumb",
            Count(get("COLUMNS")),
            Count(get("LINES")));

    /// <summary>The first that is set and not empty decides (POSIX, Environment Variables, 8.2).</summary>
    private static string Locale(Func<string, string?> get)
    {
        foreach (string name in (ReadOnlySpan<string>)["LC_ALL", "LC_CTYPE", "LANG"])
        {
            if (get(name) is { Length: > 0 } value)
            {
                return value;
            }
        }

        return "";
    }

    private static bool IsUtf8(string locale) =>
        locale.Contains("UTF-8", StringComparison.OrdinalIgnoreCase)
        || locale.Contains("UTF8", StringComparison.OrdinalIgnoreCase);

    private static int? Count(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count > 0 ? count : null;
}
