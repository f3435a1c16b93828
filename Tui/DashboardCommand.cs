namespace TraceLlm.Monitor.Tui;

/// <summary>What a user can ask for by a key; <see cref="KeyMap"/> says in words what each does.</summary>
internal enum DashboardCommand
{
    None,
    Up,
    Down,
    PageUp,
    PageDown,
    First,
    Last,

    /// <summary>Opens the selected trace; in an open trace, the selected step.</summary>
    Open,

    /// <summary>Closes what is open, one level.</summary>
    Close,
    NextTrace,
    PreviousTrace,
    NextStep,
    PreviousStep,
    EditFilter,
    NextSortColumn,
    ReverseSort,
    Pause,
    Follow,
    ErrorsOnly,
    FilteredFigures,
    Models,
    PollNow,
    LengthenRefresh,
    ShortenRefresh,
    NextTheme,
    CopyTraceId,

    /// <summary>Draws everything anew: another program wrote on the screen.</summary>
    Repaint,
    Help,
    Quit,
}
