using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Looks for the backend: at the given port, then where development backends are found. What counts is that TraceLLM shows
/// itself there, because other servers live on those ports too, some of them with WebSockets.
/// </summary>
internal sealed class EndpointProbe(TraceFeedOptions options)
{
    private static readonly TimeSpan PortTimeLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookupTimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>The first port with a backend. The name is resolved anew.</summary>
    /// <exception cref="FeedException">None: what the given port, or the lookup of the name, failed with.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<FeedConnection> FindAsync(CancellationToken cancellation)
    {
        IPAddress[] addresses = await ResolveAsync(cancellation);
        FeedException? failure = null;
        foreach (int port in Ports())
        {
            try
            {
                return await ConnectAsync(port, addresses, cancellation);
            }
            catch (FeedException e) when (!e.IsFinal)
            {
                cancellation.ThrowIfCancellationRequested();
                failure ??= e;
            }
        }

        throw failure!;
    }

    private IEnumerable<int> Ports() =>
        options.ProbeOtherPorts ? options.OtherPorts.Prepend(options.Port).Distinct() : [options.Port];

    private async Task<FeedConnection> ConnectAsync(int port, IPAddress[] addresses, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(PortTimeLimit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var attempt = new ConnectionAttempt(new BackendEndpoint(options.Host, port, options.UseTls), options);
        return await new AddressRace(attempt.ConnectAsync, options.Time).RunAsync(addresses, either.Token);
    }

    private async Task<IPAddress[]> ResolveAsync(CancellationToken cancellation)
    {
        if (IPAddress.TryParse(options.Host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            // A lookup cannot be cancelled: it is left behind.
            Task<IPAddress[]> lookup = options.ResolveAsync(options.Host, cancellation);
            IPAddress[] addresses = await lookup.WaitAsync(LookupTimeLimit, options.Time, cancellation);
            return addresses.Length > 0 ? addresses : throw NotFound(null);
        }
        catch (SocketException e)
        {
            throw NotFound(e);
        }
        catch (TimeoutException e)
        {
            throw new FeedException($"the lookup of the host name {options.Host} takes too long", e);
        }
    }

    private FeedException NotFound(Exception? inner) => new($"the host name {options.Host} is not known", inner!);
}
