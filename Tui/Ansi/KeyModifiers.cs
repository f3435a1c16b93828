namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Keys held down with another; the values are xterm's, less one.</summary>
[Flags]
internal enum KeyModifiers : byte
{
    None = 0,
    Shift = 1,
    Alt = 2,
    Control = 4,
    Meta = 8,
}
