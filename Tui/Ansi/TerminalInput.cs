namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What the terminal tells the main loop.</summary>
internal abstract record TerminalInput
{
    private TerminalInput()
    {
    }

    /// <summary>A key press.</summary>
    public sealed record Key(Ansi.Key Value) : TerminalInput;

    /// <summary>Text pasted in one piece: raw, cut at <see cref="KeyDecoder.MaxPasteBytes"/>. Never to be read as
    /// commands.</summary>
    public sealed record Paste(string Text) : TerminalInput;

    /// <summary>The terminal takes output again after <see cref="PresentResult.Pending"/>: draw the newest frame.</summary>
    public sealed record OutputReady : TerminalInput;

    /// <summary>The terminal is gone. The last that is published.</summary>
    public sealed record HangUp : TerminalInput;
}
