namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>How a <see cref="Color"/> is told to the terminal.</summary>
internal enum ColorKind : byte
{
    Default,
    Palette16,
    Palette256,
    Rgb,
}
