namespace TraceLlm.Monitor.Data;

/// <summary>Where a source stands.</summary>
/// <param name="Source">Which one.</param>
/// <param name="State">Its state.</param>
/// <param name="Name">What it is connected to or tries, in words for the screen: <c>port 8001</c>, <c>mongodb 127.0.0.1/tracellm</c>.
/// The feed's is empty unless it is connected to another port than the given one.</param>
/// <param name="Error">What went wrong last, in our own words and without secrets; null when nothing.</param>
/// <param name="RetryAt">When it tries again, on the clock of the main loop; null when it is not waiting.</param>
/// <param name="Failures">Attempts that failed since it last worked: 0 while it waits for the first one after a loss.</param>
/// <param name="IsFinal">Nothing that happens on the network can mend the error: it does not try again by itself.</param>
/// <param name="FollowsChanges">The store tells by itself what is stored, and is not polled.</param>
/// <param name="IsBackend">It is the backend's REST API, which shows the newest traces only.</param>
internal sealed record SourceStatus(
    SourceKind Source,
    SourceState State,
    string Name,
    string? Error = null,
    TimeSpan? RetryAt = null,
    int Failures = 0,
    bool IsFinal = false,
    bool FollowsChanges = false,
    bool IsBackend = false);

/// <summary>The two kinds of source.</summary>
internal enum SourceKind
{
    /// <summary>The backend's WebSocket.</summary>
    Feed,

    /// <summary>The store that is polled.</summary>
    Store,
}

/// <summary>The states of a source.</summary>
internal enum SourceState
{
    /// <summary>Not reached yet, never failed.</summary>
    Connecting,

    /// <summary>Working.</summary>
    Connected,

    /// <summary>Never reached so far; trying again.</summary>
    Unavailable,

    /// <summary>Was connected and lost; trying again.</summary>
    Reconnecting,

    /// <summary>Closed on request, until it is resumed.</summary>
    Suspended,
}
