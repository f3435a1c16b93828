using System.Text;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>One key press.</summary>
/// <param name="Rune">The character of <see cref="KeyCode.Character"/>, with Control its lower-case letter; else U+0000.</param>
internal readonly record struct Key(KeyCode Code, Rune Rune = default, KeyModifiers Modifiers = KeyModifiers.None)
{
    public static Key Of(char character, KeyModifiers modifiers = KeyModifiers.None) =>
        new(KeyCode.Character, new Rune(character), modifiers);

    /// <summary>This character with no modifier; an upper-case letter is its own character.</summary>
    public bool Is(char character) => this == Of(character);

    /// <summary>Control and this lower-case letter.</summary>
    public bool IsControl(char letter) => this == Of(letter, KeyModifiers.Control);
}
