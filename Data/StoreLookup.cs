namespace TraceLlm.Monitor.Data;

/// <summary>Answers the requests that somebody waits for, whatever the store does.</summary>
internal static class StoreLookup
{
    /// <param name="request">A <see cref="SourceRequest.ReadTrace"/> or <see cref="SourceRequest.ReadPage"/>.</param>
    /// <param name="refusal">Why the store is not to be asked; null: it is asked.</param>
    /// <returns>The answer, and whether it is the store's.</returns>
    public static async Task<(SourceEvent Answer, bool IsFromStore)> AnswerAsync(
        ITraceStore store, SourceRequest request, string? refusal, CancellationToken cancellation)
    {
        if (refusal is not null)
        {
            return (Failed(request, refusal), false);
        }

        try
        {
            return (await ReadAsync(store, request, cancellation), true);
        }
        catch (StoreException exception)
        {
            return (Failed(request, exception.Message), false);
        }
    }

    private static async Task<SourceEvent> ReadAsync(ITraceStore store, SourceRequest request, CancellationToken cancellation) =>
        request switch
        {
            SourceRequest.ReadTrace { Reference: var reference } => new SourceEvent.TraceRead(
                reference, reference.CanBeRead ? await store.ReadTraceAsync(reference, cancellation) : null, null),
            SourceRequest.ReadPage { UpTo: var upTo, MaxCount: var maxCount } => new SourceEvent.PageRead(
                upTo, await store.ReadOlderAsync(upTo, maxCount, cancellation), null),
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static SourceEvent Failed(SourceRequest request, string error) => request switch
    {
        SourceRequest.ReadTrace trace => new SourceEvent.TraceRead(trace.Reference, null, error),
        SourceRequest.ReadPage page => new SourceEvent.PageRead(page.UpTo, [], error),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
