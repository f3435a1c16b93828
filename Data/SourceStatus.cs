namespace TraceLlm.Monitor.Data;

/// <summary>Where a source stands.</summary>
/// <param name="Source">Which one.</param>
/// <param name="State">Its state.</param>
/// <param name="Name">What it is connected to or tries, in words for the screen: <c>port 8001</c>, <c>mongodb 127.0.0.1/tracellm</c>.
/// The feed's is empty unless it is connected to another port than the given one.</param>
/// <param name="Error">What went wrong last, in our own words and without secrets; null when nothing.</param>
/// <param name="RetryAt">When it tries again, on the clock of the main loop; null when it is not waiting.</param>
/// <param name="Failures">Attempts that failed since it last worked: 0 while it waits for the first one after a loss.</param>
/// <param name="Fault">Where the error lies, as far as a feed knows.</param>
/// <param name="FollowsChanges">The store tells by itself what is stored, and is not polled.</param>
/// <param name="IsBackend">It is the backend's REST API, which shows the newest traces only.</param>
/// <param name="IsStandIn">It is read instead of the store that was asked for; the error is that one's.</param>
internal sealed record SourceStatus(
    SourceKind Source,
    SourceState State,
    string Name,
    string? Error = null,
    TimeSpan? RetryAt = null,
    int Failures = 0,
    SourceFault Fault = SourceFault.Unknown,
    bool FollowsChanges = false,
    bool IsBackend = false,
    bool IsStandIn = false);

/// <summary>The two kinds of source.</summary>
internal enum SourceKind
{
    /// <summary>The backend's WebSocket.</summary>
    Feed,

    /// <summary>The store that is polled.</summary>
    Store,
}

/// <summary>Where an error lies: what can be done about it.</summary>
internal enum SourceFault
{
    /// <summary>Not told: the other end may be missing, the network, or the address.</summary>
    Unknown,

    /// <summary>The name of the other end's host cannot be resolved.</summary>
    HostName,

    /// <summary>The other end is there, and cannot be understood.</summary>
    OtherEnd,

    /// <summary>This machine: nothing that happens on the network can mend it, and the source does not try again by itself.</summary>
    ThisMachine,
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
