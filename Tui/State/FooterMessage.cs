namespace TraceLlm.Monitor.Tui.State;

/// <summary>What the footer says instead of the keys, until the next key or a few seconds long.</summary>
internal enum FooterMessage
{
    None,
    TraceIdCopied,

    /// <summary>It holds characters that a clipboard should not carry, or was cut.</summary>
    TraceIdNotCopied,
    NothingSelected,

    /// <summary>There is no trace behind the open one.</summary>
    LastTrace,
    FirstTrace,
    PollRequested,
    RefreshChanged,
    ReadingOlder,
    OlderFailed,
    NoOlder,

    /// <summary>There are, but the backend's REST API shows the newest only.</summary>
    OlderNotShown,

    /// <summary>No more are kept beside those of <c>--history</c>.</summary>
    OlderFull,

    /// <summary>Nothing older is read while paused.</summary>
    PausedRowsStay,

    /// <summary>The theme that is shown from now on.</summary>
    ThemeChanged,
}
