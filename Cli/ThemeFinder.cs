using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Cli;

/// <summary>Finds the theme: the one given by option, else the one that TraceLLM is set to.</summary>
/// <param name="folder">Read only as far as it is needed.</param>
internal sealed class ThemeFinder(TraceLlmFolder folder)
{
    /// <summary>What kept TraceLLM's own setting from being used; null: nothing did.</summary>
    public string? Warning { get; private set; }

    /// <param name="given">The option's value; null: it is not given.</param>
    /// <returns>Null for the default theme.</returns>
    /// <exception cref="UsageException">There is no theme of the name given by option, or its file is broken.</exception>
    public ThemeColors? Find(Setting? given) => given is null ? FindConfigured() : FindGiven(given);

    private ThemeColors? FindGiven(Setting given)
    {
        if (given.Text == BuiltInThemes.DefaultName)
        {
            return null;
        }

        ThemeColors? theme;
        try
        {
            theme = FindNamed(given.Text);
        }
        catch (UsageException broken)
        {
            throw new UsageException($"{given.Origin}: {broken.Message}");
        }

        return theme ?? throw given.Rejection(Advice(given.Text));
    }

    /// <summary>A broken setting of another program never keeps the monitor from starting.</summary>
    private ThemeColors? FindConfigured()
    {
        try
        {
            string? name = folder.ReadThemeName();
            if (name is null or BuiltInThemes.DefaultName)
            {
                return null;
            }

            return FindNamed(name) ?? throw new UsageException($"there is no theme {ShownText.Quote(name)}");
        }
        catch (UsageException problem)
        {
            Warning = $"{folder.ShownConfiguration}: {problem.Message}; the default theme was shown";
            return null;
        }
    }

    private ThemeColors? FindNamed(string name) => BuiltInThemes.Find(name) ?? folder.ReadTheme(name);

    /// <summary>What was probably meant, and which themes the user has.</summary>
    private string? Advice(string typed)
    {
        IReadOnlyList<string> own = folder.FindThemeNames();
        string? nearest = Suggestion.For(typed, [BuiltInThemes.DefaultName, .. BuiltInThemes.Names, .. own]);
        string? meant = nearest is null ? null : $"did you mean {nearest}?";
        return own.Count == 0 ? meant : $"there are {string.Join(", ", own)}{(meant is null ? "" : "; ")}{meant}";
    }
}
