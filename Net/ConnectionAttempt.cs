using System.Net;
using System.Net.Sockets;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>One attempt at one address: TCP, TLS, opening handshake, and the proof that TraceLLM is there.</summary>
internal sealed class ConnectionAttempt(BackendEndpoint endpoint, TraceFeedOptions options)
{
    private static readonly TimeSpan ConnectTimeLimit = TimeSpan.FromSeconds(1);

    /// <summary>Connects.</summary>
    /// <param name="cancellation">Also ends an attempt that takes too long as a whole.</param>
    /// <exception cref="FeedException">Not reached, no backend, or cancelled.</exception>
    public async Task<FeedConnection> ConnectAsync(IPAddress address, CancellationToken cancellation)
    {
        Stream stream = await OpenTcpAsync(address, cancellation);
        IDisposable held = stream;
        try
        {
            RequireOpenSsl();
            if (endpoint.UseTls)
            {
                held = stream = await TlsClient.SecureAsync(stream, endpoint, options.CertificatePolicy, cancellation);
            }

            var socket = await WebSocketHandshake.OpenAsync(stream, endpoint, options.Path, cancellation);
            var connection = new FeedConnection(socket, endpoint, options.Time);
            held = connection;
            await connection.ProveAsync(cancellation);
            return connection;
        }
        catch (Exception e)
        {
            held.Dispose();
            if (!FeedConnection.IsConnectionFailure(e))
            {
                throw;
            }

            throw new FeedException(e is OperationCanceledException
                ? $"{endpoint.Authority} does not show itself to be a TraceLLM backend in time"
                : $"{endpoint.Authority} broke off the connection before it showed itself to be a TraceLLM backend", e);
        }
    }

    private static void RequireOpenSsl()
    {
        if (!OpenSslLibrary.IsPresent)
        {
            throw new FeedException("live updates need OpenSSL (libssl), which is not installed here") { IsFinal = true };
        }
    }

    private async Task<Stream> OpenTcpAsync(IPAddress address, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(ConnectTimeLimit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(new IPEndPoint(address, endpoint.Port), either.Token);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            throw new FeedException(Words((e as SocketException)?.SocketErrorCode), e);
        }
    }

    private string Words(SocketError? error) => error switch
    {
        SocketError.ConnectionRefused => $"connection refused at {endpoint.Authority}",
        SocketError.NetworkUnreachable or SocketError.HostUnreachable => $"no route to {endpoint.Authority}",
        null or SocketError.TimedOut => $"no answer from {endpoint.Authority}",
        _ => $"cannot connect to {endpoint.Authority} ({error})",
    };
}
