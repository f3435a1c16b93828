using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>One key press.</summary>
/// <param name="Rune">The character of <see cref="KeyCode.Character"/>, with Control its lower-case letter; else U+0000.</param>
internal readonly record struct Key(KeyCode Code, Rune Rune = default, KeyModifiers Modifiers = KeyModifiers.None)
{
    /// <summary>A character; an upper-case letter is its own, without a modifier.</summary>
    public static Key Of(char character, KeyModifiers modifiers = KeyModifiers.None) =>
        new(KeyCode.Character, new Rune(character), modifiers);
}
