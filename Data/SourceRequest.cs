namespace TraceLlm.Monitor.Data;

/// <summary>What the main loop asks of a source. A source ignores what does not concern it.</summary>
internal abstract record SourceRequest
{
    private SourceRequest()
    {
    }

    /// <summary>Poll the store at once.</summary>
    public sealed record PollNow : SourceRequest;

    /// <summary>Sum the store again: the figures were found to differ from it.</summary>
    /// <param name="IsByUser">The user had them checked.</param>
    public sealed record ReadTotals(bool IsByUser = false) : SourceRequest;

    /// <summary>Read one whole trace; answered by <see cref="SourceEvent.TraceRead"/>, also when the store is down.</summary>
    public sealed record ReadTrace(TraceReference Reference) : SourceRequest;

    /// <summary>Read a page of the past (<see cref="ITraceStore.ReadOlderAsync"/>); answered by <see cref="SourceEvent.PageRead"/>, also
    /// when the store is down.</summary>
    public sealed record ReadPage(DateTimeOffset UpTo, int MaxCount) : SourceRequest;

    /// <summary>Poll the store at this interval from now on.</summary>
    public sealed record SetCadence(TimeSpan Interval) : SourceRequest;

    /// <summary>Make sure that the peer is alive, and do not wait with the next attempt: the clock has leapt (a laptop woke), so the
    /// connection may be dead; or the user asked.</summary>
    public sealed record CheckConnection : SourceRequest;

    /// <summary>Close connections before the process is stopped (Ctrl+Z); answered by <see cref="SourceState.Suspended"/>.</summary>
    public sealed record Suspend : SourceRequest;

    /// <summary>Connect again after <see cref="Suspend"/>.</summary>
    public sealed record Resume : SourceRequest;
}
