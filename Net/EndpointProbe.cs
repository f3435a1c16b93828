using System.Net;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Looks for the backend's WebSocket. What counts is that TraceLLM shows itself there, because other servers live on those ports
/// too, some of them with WebSockets.
/// </summary>
internal sealed class EndpointProbe(TraceFeedOptions options)
{
    private readonly PortSearch _search = new(options);

    /// <summary>The first port with a backend. The name is resolved anew.</summary>
    /// <exception cref="FeedException">None: what the given port, or the lookup of the name, failed with.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<FeedConnection> FindAsync(CancellationToken cancellation)
    {
        IPAddress[] addresses = await HostLookup.ResolveAsync(options, cancellation);
        return await _search.FindAsync(
            (endpoint, limit) =>
            {
                var attempt = new ConnectionAttempt(endpoint, options);
                return new AddressRace<FeedConnection>(attempt.ConnectAsync, options.Time).RunAsync(addresses, limit);
            },
            cancellation);
    }
}
