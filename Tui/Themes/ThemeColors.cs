using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Themes;

/// <summary>The eight styles that a TraceLLM theme consists of, by the names that TraceLLM gives them.</summary>
internal sealed record ThemeColors
{
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
}
