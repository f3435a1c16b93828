namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Which colours are sent to the terminal, the fewest first.</summary>
internal enum ColorMode
{
    /// <summary>None; bold, dim, underline and reverse stay.</summary>
    None,

    /// <summary>The 16 colours of the user's palette.</summary>
    Ansi16,

    /// <summary>Those, the colour cube and the greys of xterm.</summary>
    Palette256,

    /// <summary>24 bits of red, green and blue.</summary>
    TrueColor,
}
