namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>What the terminal tells the main loop.</summary>
internal abstract record TerminalInput
{
    private TerminalInput()
    {
    }

    /// <summary>Output is possible again.</summary>
    public sealed record OutputReady : TerminalInput;
}
