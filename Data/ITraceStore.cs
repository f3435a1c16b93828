namespace TraceLlm.Monitor.Data;

/// <summary>
/// A store of traces, read only. Stateful: it keeps its own mark of what it has handed out. Used by one task at a time.
/// Every method throws <see cref="StoreException"/> and nothing else for whatever the store or the network does.
/// </summary>
internal interface ITraceStore : IAsyncDisposable
{
    /// <summary>How the backend's REST API begins its <see cref="Name"/>.</summary>
    const string BackendName = "backend REST";

    /// <summary>For the screen, without secrets: <c>mongodb 127.0.0.1/tracellm</c>.</summary>
    string Name { get; }

    /// <summary>What is wrong although reads succeed (another store stands in for the one asked for); null: nothing.</summary>
    StoreProblem? Problem => null;

    /// <summary>It shows the newest traces only, as the backend's REST API does: there is no past to be read.</summary>
    bool ShowsNewestOnly => false;

    /// <summary>The store that answers: of several the one that is read now.</summary>
    ITraceStore InUse => this;

    /// <summary>The store tells by itself what is stored: reads of changes hand out what it told, and ask nothing.</summary>
    bool FollowsChanges => false;

    /// <summary>Rung when there is something to hand out before the next poll; null: never.</summary>
    ChangeBell? Bell => null;

    /// <summary>The newest traces by created_at, newest first.</summary>
    Task<IReadOnlyList<Trace>> ReadNewestAsync(int maxCount, CancellationToken cancellation);

    /// <summary>The newest traces with a created_at at or before a time, newest first: a page of the past, which the caller may hold
    /// in part already. Traces without a created_at are in none.</summary>
    Task<IReadOnlyList<Trace>> ReadOlderAsync(DateTimeOffset upTo, int maxCount, CancellationToken cancellation);

    /// <summary>One whole trace; of several with its trace_id the newest. Null: it is not in the store.</summary>
    Task<TraceDetail?> ReadTraceAsync(TraceReference reference, CancellationToken cancellation);

    /// <summary>The next page of documents stored since the last one handed out; empty when there are none. May hand out a document
    /// again after a failure.</summary>
    Task<ChangePage> ReadChangesAsync(CancellationToken cancellation);

    /// <summary>Sums everything below a new cut and moves the mark of <see cref="ReadChangesAsync"/> back to it if it is later, so that
    /// the pages read next hold every document from the cut on that was not handed out yet.</summary>
    Task<StoreTotals> ReadTotalsAsync(CancellationToken cancellation);

    /// <summary>The number of documents that <see cref="ReadTotalsAsync"/> would count, by the cheapest way there is.</summary>
    Task<long> CountAsync(CancellationToken cancellation);

    /// <summary>The user asks: what failed is tried again by the next read, however long it was to be left alone.</summary>
    void TryAgainNow()
    {
    }

    /// <summary>Closes connections; the next read opens them again.</summary>
    Task DisconnectAsync();
}

/// <summary>One page of <see cref="ITraceStore.ReadChangesAsync"/>.</summary>
/// <param name="Traces">What was stored, in the order of storing.</param>
/// <param name="HasMore">More pages follow at once.</param>
/// <param name="MustReanchor">The store can no longer vouch for completeness (it fell too far behind, or another server answered):
/// the newest page and the totals have to be read again.</param>
/// <param name="SkippedDocuments">Documents stored since the page before that it had to leave out.</param>
internal readonly record struct ChangePage(IReadOnlyList<Trace> Traces, bool HasMore, bool MustReanchor, int SkippedDocuments = 0);
