using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui;

/// <summary>
/// What the main loop drives: state on one side, an output on the other. The full screen is one; plain outputs are others. Called
/// by the main loop only.
/// </summary>
internal interface IMonitorView
{
    /// <summary>When the picture changes by itself next (a countdown), on the monotonic clock; null when it does not.</summary>
    TimeSpan? NextTickAt { get; }

    /// <returns>True when there is something to draw.</returns>
    bool Apply(SourceEvent sourceEvent, Moment now);

    /// <returns>What the user asked for.</returns>
    ViewResponse Apply(TerminalInput input, Moment now);

    /// <summary>Time has passed: <see cref="NextTickAt"/> is due.</summary>
    /// <returns>True when there is something to draw.</returns>
    bool Tick(Moment now);

    /// <summary>What the sources are asked to do.</summary>
    bool TryTakeRequest(out SourceRequest? request);

    /// <summary>The output may have another size, or was painted over: draw it whole.</summary>
    void Invalidate();

    /// <returns>False when the output would not take it now: the input <see cref="TerminalInput.OutputReady"/> tells when it does.</returns>
    bool Draw();

    /// <summary>Gives the terminal back at once, for <see cref="Suspend"/> follows: until then nothing is drawn.</summary>
    void LeaveToStop();

    /// <summary>Gives the terminal back and stops the process until SIGCONT; then takes it again.</summary>
    /// <returns>False when the process was continued in the background, where it has no screen: suspend again.</returns>
    bool Suspend();

    /// <summary>The process was continued after a stop that was not ours: take the terminal again.</summary>
    /// <returns>False in the background, where it has no screen: suspend.</returns>
    bool Continue();
}

/// <summary>What follows from an input.</summary>
internal enum ViewResponse
{
    /// <summary>Nothing to draw.</summary>
    None,

    /// <summary>Something to draw.</summary>
    Redraw,

    /// <summary>The user wants to leave.</summary>
    Quit,

    /// <summary>The terminal is gone.</summary>
    HangUp,
}
