using System.Net;
using System.Net.Sockets;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>The addresses of the backend's host.</summary>
internal static class HostLookup
{
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(5);

    /// <summary>Resolves the name anew.</summary>
    /// <exception cref="FeedException">It is not known, or the lookup takes too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task<IPAddress[]> ResolveAsync(TraceFeedOptions options, CancellationToken cancellation)
    {
        if (IPAddress.TryParse(options.Host, out IPAddress? literal))
        {
            return [literal];
        }

        try
        {
            // A lookup cannot be cancelled: it is left behind.
            Task<IPAddress[]> lookup = options.ResolveAsync(options.Host, cancellation);
            IPAddress[] addresses = await lookup.WaitAsync(TimeLimit, options.Time, cancellation);
            return addresses.Length > 0 ? addresses : throw NotFound(options, null);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            // An ArgumentException: no name may be that long.
            throw NotFound(options, e);
        }
        catch (TimeoutException e)
        {
            throw new FeedException($"the lookup of the host name {options.Host} takes too long", e) { Fault = SourceFault.HostName };
        }
    }

    private static FeedException NotFound(TraceFeedOptions options, Exception? inner) =>
        new($"the host name {options.Host} is not known", inner!) { Fault = SourceFault.HostName };
}
