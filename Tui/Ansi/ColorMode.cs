namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Which colours are sent to the terminal.</summary>
internal enum ColorMode
{
    /// <summary>None; bold, dim, underline and reverse stay.</summary>
    None,

    /// <summary>The 16 colours of the user's palette.</summary>
    Ansi16,
}
