using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Themes;

/// <summary>The themes that TraceLLM has, with its colours.</summary>
internal static class BuiltInThemes
{
    /// <summary>The theme when none is chosen. It is ours: none of TraceLLM's leaves all text in the terminal's own colour.</summary>
    public const string DefaultName = "default";

    /// <summary>The name, then the styles in the order of <see cref="ThemeColors.Keys"/>.</summary>
    private static readonly string[][] Definitions =
    [
        ["dark", "bold white", "bright_black", "green", "yellow", "red", "cyan", "bright_black", "bold white"],
        ["light", "bold #1a1a1a", "#666666", "bold green", "bold #b8860b", "bold red", "#0066cc", "#cccccc", "bold #1a1a1a"],
        ["matrix", "bold #00ff00", "#005500", "bold #00ff00", "bold #ffff00", "bold #ff0000", "#00cc00", "#003300", "bold #00ff00"],
        ["dracula", "bold #f8f8f2", "#6272a4", "#50fa7b", "#f1fa8c", "#ff5555", "#8be9fd", "#44475a", "bold #ff79c6"],
        ["nord", "bold #eceff4", "#616e88", "#a3be8c", "#ebcb8b", "#bf616a", "#88c0d0", "#434c5e", "bold #b48ead"],
        ["retro", "bold #ffb000", "#8b6000", "#ffb000", "#ff8c00", "#ff4500", "#ffcc00", "#5a3a00", "bold #ffb000"],
        ["purple", "bold white", "#b388ff", "#69f0ae", "#ffd740", "#ff5252", "#82b1ff", "#7c4dff", "bold #e040fb"],
    ];

    /// <summary>In TraceLLM's order, without <see cref="DefaultName"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Definitions.Select(definition => definition[0])];

    /// <summary>What a theme's file that lacks a key has for it, as in TraceLLM.</summary>
    public static ThemeColors Dark => Find("dark")!;

    /// <returns>Null when no theme is called so.</returns>
    public static ThemeColors? Find(string name)
    {
        string[]? definition = Array.Find(Definitions, definition => definition[0] == name);
        return definition is null ? null : ThemeColors.Of(name, key => StyleOf(definition, key));
    }

    private static Style StyleOf(string[] definition, string key)
    {
        int index = 0;
        while (ThemeColors.Keys[index] != key)
        {
            index++;
        }

        return StyleText.TryParse(definition[index + 1], out Style style)
            ? style
            : throw new InvalidOperationException($"The theme {definition[0]} has no style for {key}");
    }
}
