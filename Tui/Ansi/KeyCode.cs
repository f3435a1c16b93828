namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Which key was pressed.</summary>
internal enum KeyCode : byte
{
    /// <summary>One that has a character: <see cref="Key.Rune"/>.</summary>
    Character,
    Enter,
    Escape,
    Tab,
    Backspace,
    Up,
    Down,
    Left,
    Right,
    Home,
    End,
    PageUp,
    PageDown,
    Insert,
    Delete,
    F1,
    F2,
    F3,
    F4,
    F5,
    F6,
    F7,
    F8,
    F9,
    F10,
    F11,
    F12,
}
