namespace TraceLlm.Monitor.Data;

/// <summary>
/// Reads at the start what the first page leaves open of the history, once, when rows and figures are on screen already. Not from the
/// backend's REST API, which shows no more than that page.
/// </summary>
internal sealed class HistoryFill(ITraceStore store, StorePollerOptions options)
{
    private readonly int _missing = options.HistoryCount - options.NewestCount;

    private DateTimeOffset? _from;
    private bool _isDone;

    /// <summary>A newest page was read: below its oldest trace the rest begins, if the page is full.</summary>
    public void NoteNewest(IReadOnlyList<Trace> newest) =>
        _from = newest.Count < options.NewestCount ? null : newest.LastOrDefault(trace => trace.CreatedAt is not null)?.CreatedAt;

    /// <returns>Null: there is nothing to be read now, or it takes the store too long.</returns>
    /// <exception cref="StoreException">It could not be read; it is tried again after the next newest page.</exception>
    public async Task<SourceEvent.NewestRead?> ReadAsync(CancellationToken cancellation)
    {
        if (_isDone || _missing <= 0 || _from is not { } from || store.ShowsNewestOnly)
        {
            return null;
        }

        _from = null;
        try
        {
            // The trace that the page begins with is held already.
            IReadOnlyList<Trace> older = await store.ReadOlderAsync(from, _missing + 1, cancellation);
            _isDone = true;
            return new SourceEvent.NewestRead(older);
        }
        catch (StoreException exception) when (exception.IsTooSlow)
        {
            _isDone = true; // scrolling reads it in smaller pages
            return null;
        }
    }
}
