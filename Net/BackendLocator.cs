using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Finds the backend's REST API: where the feed is connected, else by looking at the ports where the feed looks. Remembers where
/// it was until it is told to forget. Used by one task at a time.
/// </summary>
internal sealed class BackendLocator(TraceFeedOptions options, RestClient client)
{
    private readonly PortSearch _search = new(options);
    private readonly PortSearch _givenOnly = new(options with { ProbeOtherPorts = false });

    /// <summary>What was found last; null: nothing, or it no longer answers.</summary>
    public BackendHealth? Found { get; private set; }

    /// <summary>The backend, found anew where it has to be.</summary>
    /// <exception cref="StoreException">There is none, or it does not say how it is.</exception>
    public async Task<BackendHealth> FindAsync(CancellationToken cancellation)
    {
        BackendEndpoint? proven = options.Place.Endpoint;
        if (Found is { } found && (proven is null || proven == found.Endpoint))
        {
            return found;
        }

        try
        {
            return Found = proven is not null
                ? await AskAsync(proven, isProven: true, cancellation)
                : await _search.FindAsync((endpoint, limit) => AskAsync(endpoint, isProven: false, limit), cancellation);
        }
        catch (FeedException e)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new StoreException(e.Message, e);
        }
    }

    /// <summary>Asks the given port only.</summary>
    /// <returns>Null: no backend there.</returns>
    public async Task<BackendHealth?> TryGivenPortAsync(CancellationToken cancellation)
    {
        try
        {
            return Found = await _givenOnly.FindAsync((endpoint, limit) => AskAsync(endpoint, isProven: false, limit), cancellation);
        }
        catch (FeedException)
        {
            cancellation.ThrowIfCancellationRequested();
            return null;
        }
    }

    /// <summary>The next one is looked for.</summary>
    public void Forget() => Found = null;

    /// <param name="isProven">TraceLLM is known to be there; otherwise its storage has to show it.</param>
    private async Task<BackendHealth> AskAsync(BackendEndpoint endpoint, bool isProven, CancellationToken cancellation)
    {
        RestAnswer answer;
        try
        {
            answer = await client.GetAsync(endpoint, RestPath.Health, cancellation);
        }
        catch (StoreException e)
        {
            throw new FeedException(e.Message, e);
        }
        catch (OperationCanceledException e)
        {
            throw new FeedException($"no answer from {endpoint.Authority}", e);
        }

        BackendStorage? storage = answer.Status == RestAnswer.Ok ? BackendHealth.TryReadStorage(answer.Body.Span) : null;
        bool isBackend = isProven ? storage is not null : storage is not (null or BackendStorage.Unknown);
        return isBackend
            ? new BackendHealth(endpoint, storage!.Value)
            : throw new FeedException(answer.Status == RestAnswer.Ok
                ? $"{endpoint.Authority}{RestPath.Health} does not answer as TraceLLM's REST API does"
                : $"HTTP {answer.Status} from {endpoint.Authority}{RestPath.Health}");
    }
}
