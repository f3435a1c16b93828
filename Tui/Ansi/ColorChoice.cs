namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Which colours the user asks for.</summary>
internal enum ColorChoice
{
    /// <summary>What the environment says of the user and the terminal.</summary>
    Auto,

    /// <summary>As many as the terminal has, whatever else the environment says; 16 at least.</summary>
    Always,

    /// <summary>None.</summary>
    Never,

    /// <summary>Those of <see cref="ColorMode.Ansi16"/>.</summary>
    Ansi16,

    /// <summary>Those of <see cref="ColorMode.Palette256"/>.</summary>
    Palette256,

    /// <summary>Those of <see cref="ColorMode.TrueColor"/>.</summary>
    TrueColor,
}
