namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What became of a frame.</summary>
internal enum PresentResult
{
    /// <summary>The terminal already shows it: nothing was written.</summary>
    Unchanged,

    /// <summary>Written whole.</summary>
    Written,

    /// <summary>The terminal would block: this frame, or its rest, is not out. <see cref="TerminalInput.OutputReady"/>
    /// follows.</summary>
    Pending,

    /// <summary>Outside <see cref="Terminal.Enter"/> and <see cref="Terminal.Leave"/>, or the terminal is gone.</summary>
    Closed,
}
