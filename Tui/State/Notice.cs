namespace TraceLlm.Monitor.Tui.State;

/// <summary>One thing that the user should know, in words that may hold untrusted text.</summary>
/// <param name="Kind">How grave it is.</param>
/// <param name="Full">The whole of it, in one line.</param>
/// <param name="Short">The most important part of it, for a line that has no room for all.</param>
/// <param name="Tail">Stands behind either and is never cut off: when it is tried again.</param>
/// <param name="IsShortEnough">What the short form leaves out is told elsewhere: it takes no second line for that.</param>
/// <param name="Reason">What only the list of all messages has room for; null: no more is known.</param>
internal sealed record Notice(NoticeKind Kind, string Full, string Short, string Tail = "", bool IsShortEnough = false, string? Reason = null)
{
    /// <summary><see cref="Full"/> with its tail.</summary>
    public string FullLine { get; } = Full + Tail;

    /// <summary><see cref="Short"/> with its tail.</summary>
    public string ShortLine { get; } = Short + Tail;

    /// <summary>All that is known.</summary>
    public string Everything { get; } = Full + Tail + (Reason is null ? "" : $" ({Reason})");
}

/// <summary>How grave a <see cref="Notice"/> is.</summary>
internal enum NoticeKind
{
    /// <summary>Something failed: may take a second line.</summary>
    Error,

    /// <summary>Something is missing.</summary>
    Caution,

    /// <summary>What can be done about it.</summary>
    Advice,
}
