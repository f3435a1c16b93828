using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Themes;

/// <summary>The eight styles that a TraceLLM theme consists of, by the names that TraceLLM gives them.</summary>
internal sealed record ThemeColors
{
    /// <summary>The difference of lightness below which small text is hard to read; matrix alone has less (0.39).</summary>
    private const double LeastDifference = 0.45;

    /// <summary>The keys of a theme's file, in TraceLLM's order.</summary>
    public static IReadOnlyList<string> Keys { get; } =
        ["primary", "secondary", "success", "warning", "error", "info", "border", "accent"];

    /// <summary>What the user chooses it by.</summary>
    public required string Name { get; init; }

    public required Style Primary { get; init; }
    public required Style Secondary { get; init; }
    public required Style Success { get; init; }
    public required Style Warning { get; init; }
    public required Style Error { get; init; }
    public required Style Info { get; init; }
    public required Style Border { get; init; }
    public required Style Accent { get; init; }

    /// <summary>Secondary for text that has to be read: where it hardly differs from the background that the theme is made for,
    /// half way between it and info.</summary>
    public Style ReadableSecondary
    {
        get
        {
            (Color secondary, Color info) = (Secondary.Foreground, Info.Foreground);
            if (secondary.Kind != ColorKind.Rgb || info.Kind != ColorKind.Rgb)
            {
                return Secondary;
            }

            double background = IsForLightBackground ? 1 : 0;
            bool isReadable = Math.Abs(OkLab.Of(secondary.Value).Lightness - background) >= LeastDifference;
            return isReadable ? Secondary : Secondary with { Foreground = Between(secondary.Value, info.Value) };
        }
    }

    private bool IsForLightBackground => Primary.Foreground.Kind switch
    {
        ColorKind.Rgb => OkLab.Of(Primary.Foreground.Value).Lightness < 0.5,
        _ => Primary.Foreground == Color.Black,
    };

    /// <param name="key">One of <see cref="Keys"/>.</param>
    public Style StyleOf(string key) => key switch
    {
        "primary" => Primary,
        "secondary" => Secondary,
        "success" => Success,
        "warning" => Warning,
        "error" => Error,
        "info" => Info,
        "border" => Border,
        "accent" => Accent,
        _ => throw new ArgumentOutOfRangeException(nameof(key)),
    };

    /// <param name="name">What the user chooses it by.</param>
    /// <param name="styleOf">The style of each of <see cref="Keys"/>.</param>
    public static ThemeColors Of(string name, Func<string, Style> styleOf) => new()
    {
        Name = name,
        Primary = styleOf("primary"),
        Secondary = styleOf("secondary"),
        Success = styleOf("success"),
        Warning = styleOf("warning"),
        Error = styleOf("error"),
        Info = styleOf("info"),
        Border = styleOf("border"),
        Accent = styleOf("accent"),
    };

    private static Color Between(int first, int second)
    {
        return Color.Rgb(Mean(16), Mean(8), Mean(0));

        byte Mean(int shift) => (byte)((((first >> shift) & 0xFF) + ((second >> shift) & 0xFF)) / 2);
    }
}
