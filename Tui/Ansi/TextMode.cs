namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Which characters the terminal is trusted to show.</summary>
internal enum TextMode
{
    /// <summary>UTF-8.</summary>
    Unicode,

    /// <summary>ASCII only: <c>^X</c> for control characters, <c>?</c> for every character outside ASCII.</summary>
    Ascii,
}
