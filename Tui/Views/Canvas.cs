using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>What every view draws with.</summary>
/// <param name="Screen">The frame being drawn.</param>
/// <param name="Glyphs">The characters of this terminal.</param>
/// <param name="Sanitizer">Makes untrusted text drawable.</param>
/// <param name="Themes">The themes, and which one is current.</param>
internal sealed record Canvas(ScreenBuffer Screen, Glyphs Glyphs, Sanitizer Sanitizer, ThemeCatalog Themes)
{
    /// <summary>The colours; asked for anew in every frame, because the user changes the theme.</summary>
    public Theme Theme => Themes.Current;
}
