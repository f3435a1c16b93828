using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor;

/// <summary>What the user and the system tell the main loop; what sources tell it is a <see cref="Data.SourceEvent"/>.</summary>
internal abstract record MonitorEvent
{
    private MonitorEvent()
    {
    }

    /// <summary>The terminal has: a key, room for output, its end.</summary>
    public sealed record Input(TerminalInput Value) : MonitorEvent;

    /// <summary>SIGWINCH: the terminal may have another size.</summary>
    public sealed record Resized : MonitorEvent;

    /// <summary>SIGTSTP: close connections, restore the terminal, stop.</summary>
    public sealed record Suspend : MonitorEvent;

    /// <summary>SIGCONT without a suspension of ours (SIGSTOP, a debugger): the screen may have been painted over.</summary>
    public sealed record Continued : MonitorEvent;

    /// <summary>A source ended by a defect.</summary>
    public sealed record Crashed(Exception Exception) : MonitorEvent;

    /// <summary>Leave the loop.</summary>
    /// <param name="ExitCode">What the process returns.</param>
    public sealed record Stop(int ExitCode) : MonitorEvent;
}
