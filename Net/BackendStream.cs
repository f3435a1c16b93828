using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Net;

/// <summary>Opens the stream below a WebSocket or an HTTP call: TCP, and TLS where it is wanted.</summary>
internal static class BackendStream
{
    private static readonly TimeSpan ConnectTimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>Connects to one address.</summary>
    /// <param name="cancellation">Also ends an attempt that takes too long as a whole.</param>
    /// <exception cref="FeedException">Not reached, not trusted, or cancelled.</exception>
    public static async Task<Stream> OpenAsync(
        BackendEndpoint endpoint, IPAddress address, TraceFeedOptions options, CancellationToken cancellation)
    {
        Stream stream = await OpenTcpAsync(endpoint, address, options, cancellation);
        if (!endpoint.UseTls)
        {
            return stream;
        }

        try
        {
            FeedException.RequireOpenSsl();
            return await TlsClient.SecureAsync(stream, endpoint, options.CertificatePolicy, cancellation);
        }
        catch (Exception e) when (e is FeedException or OperationCanceledException)
        {
            await stream.DisposeAsync();
            throw e as FeedException ?? NoAnswer(endpoint, e);
        }
    }

    private static async Task<Stream> OpenTcpAsync(
        BackendEndpoint endpoint, IPAddress address, TraceFeedOptions options, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(ConnectTimeLimit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        Socket? socket = null;
        try
        {
            // Fails as well: without IPv6, or when no more descriptors are to be had.
            socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket?.Dispose();
            throw Failure(endpoint, e);
        }
    }

    private static FeedException Failure(BackendEndpoint endpoint, Exception inner) => (inner as SocketException)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new($"connection refused at {endpoint.Authority}", inner),
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.AddressFamilyNotSupported => new($"no route to {endpoint.Authority}", inner),
        null or SocketError.TimedOut => NoAnswer(endpoint, inner),
        SocketError.TooManyOpenSockets => new($"cannot connect to {endpoint.Authority}: too many open files (ulimit -n)", inner),
        { } error => new($"cannot connect to {endpoint.Authority} ({error})", inner),
    };

    private static FeedException NoAnswer(BackendEndpoint endpoint, Exception inner) =>
        new($"no answer from {endpoint.Authority}", inner);
}
