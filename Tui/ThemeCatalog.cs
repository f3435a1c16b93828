using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tui;

/// <summary>The themes that can be shown on a terminal, and which one is. Each is made when it is first shown.</summary>
internal sealed class ThemeCatalog
{
    private readonly ColorMode _mode;
    private readonly string[] _names;
    private readonly Theme?[] _themes;
    private readonly ThemeColors? _chosen;
    private int _index;

    /// <param name="mode">The colours that the terminal has.</param>
    /// <param name="chosen">The theme to begin with, the user's own or a built-in one; null: the default theme.</param>
    public ThemeCatalog(ColorMode mode, ThemeColors? chosen = null)
    {
        _mode = mode;
        _chosen = chosen;
        List<string> names = [BuiltInThemes.DefaultName, .. BuiltInThemes.Names];
        string name = chosen?.Name ?? BuiltInThemes.DefaultName;
        if (!names.Contains(name))
        {
            names.Add(name);
        }

        _names = [.. names];
        _themes = new Theme?[_names.Length];
        _index = names.IndexOf(name);
    }

    /// <summary>The theme to draw in; its colours are those that the terminal has.</summary>
    public Theme Current => _themes[_index] ??= Create(_names[_index]).In(_mode);

    /// <summary>Goes on to the next theme, and from the last to the first: the next frame is drawn in it.</summary>
    /// <returns>The theme that is current now.</returns>
    public Theme Next()
    {
        _index = (_index + 1) % _names.Length;
        return Current;
    }

    private Theme Create(string name) =>
        name == _chosen?.Name ? Theme.Of(_chosen)
        : BuiltInThemes.Find(name) is { } colors ? Theme.Of(colors)
        : Theme.Default;
}
