using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Cli;

/// <summary>The folder where TraceLLM keeps a user's settings: <c>TRACELLM_HOME</c>, else <c>~/.tracellm</c>.</summary>
internal sealed class TraceLlmFolder
{
    /// <summary>Of a configuration or a theme: a larger file is something else.</summary>
    private const int MaxFileBytes = 64 * 1024;

    private const int MaxNameCharacters = 64;

    /// <summary>Themes that are named in an error: more would not be read.</summary>
    private const int MaxNamesTold = 20;

    private readonly string? _path;
    private readonly string _shownPath;

    private TraceLlmFolder(string? path, string shownPath)
    {
        _path = path;
        _shownPath = shownPath;
    }

    /// <summary>The configuration as it is named to the user.</summary>
    public string ShownConfiguration => $"{_shownPath}/config.json";

    /// <param name="environment">The process environment: null for a variable that is not set.</param>
    public static TraceLlmFolder Of(Func<string, string?> environment)
    {
        if (environment("TRACELLM_HOME") is { Length: > 0 } given)
        {
            return new TraceLlmFolder(given, "$TRACELLM_HOME");
        }

        string? path = environment("HOME") is { Length: > 0 } home ? Path.Combine(home, ".tracellm") : null;
        return new TraceLlmFolder(path, "~/.tracellm");
    }

    /// <summary>The theme that TraceLLM is set to; null when it is set to none, or has no readable configuration.</summary>
    /// <exception cref="UsageException">The configuration is broken; the message follows a colon.</exception>
    public string? ReadThemeName()
    {
        byte[]? bytes = Read("config.json", out string? problem);
        return bytes is not null ? JsonTexts.Read(bytes, "theme").GetValueOrDefault("theme")
            : problem is null or RegularFile.Denied ? null
            : throw new UsageException(problem);
    }

    /// <summary>The user's own theme of a name.</summary>
    /// <returns>Null when there is no file for it, as for any name that could lead out of the folder.</returns>
    /// <exception cref="UsageException">The file is no theme; the message says which file and what is wrong.</exception>
    public ThemeColors? ReadTheme(string name)
    {
        if (!IsThemeName(name))
        {
            return null;
        }

        try
        {
            byte[]? bytes = Read(Path.Combine("themes", $"{name}.json"), out string? problem);
            return bytes is not null ? ThemeOf(name, JsonTexts.Read(bytes, ThemeColors.Keys))
                : problem is null ? null
                : throw new UsageException(problem);
        }
        catch (UsageException problem)
        {
            throw new UsageException($"{_shownPath}/themes/{name}.json: {problem.Message}");
        }
    }

    /// <summary>The names of the first themes in the folder, sorted.</summary>
    public IReadOnlyList<string> FindThemeNames()
    {
        if (_path is null)
        {
            return [];
        }

        try
        {
            return [.. Directory.EnumerateFiles(Path.Combine(_path, "themes"), "*.json").Select(Path.GetFileNameWithoutExtension)
                .OfType<string>().Where(IsThemeName).Take(MaxNamesTold).Order(StringComparer.Ordinal)];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Only the wording of another error depends on it.
            return [];
        }
    }

    /// <summary>Letters, digits, <c>-</c>, <c>_</c> and points, none of them first: never a path, and fit to be shown.</summary>
    private static bool IsThemeName(string name) =>
        name.Length is > 0 and <= MaxNameCharacters && name[0] != '.'
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');

    private static ThemeColors ThemeOf(string name, Dictionary<string, string> texts) => ThemeColors.Of(
        name, key => texts.TryGetValue(key, out string? text) ? StyleOf(key, text) : BuiltInThemes.Dark.StyleOf(key));

    private static Style StyleOf(string key, string text) => StyleText.TryParse(text, out Style style)
        ? style
        : throw new UsageException(
            $"its \"{key}\" is {ShownText.Quote(text)}, not a style such as 'bold #ff8800', 'bright_green' or 'dim cyan'");

    private byte[]? Read(string file, out string? problem)
    {
        problem = null;
        return _path is null ? null : RegularFile.TryRead(Path.Combine(_path, file), MaxFileBytes, out problem);
    }
}
