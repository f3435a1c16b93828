using System.Net;

namespace TraceLlm.Monitor.Net;

/// <summary>One attempt at one address: TCP, TLS, opening handshake, and the proof that TraceLLM is there.</summary>
internal sealed class ConnectionAttempt(BackendEndpoint endpoint, TraceFeedOptions options)
{
    /// <summary>Connects.</summary>
    /// <param name="cancellation">Also ends an attempt that takes too long as a whole.</param>
    /// <exception cref="FeedException">Not reached, no backend, or cancelled.</exception>
    public async Task<FeedConnection> ConnectAsync(IPAddress address, CancellationToken cancellation)
    {
        Stream stream = await BackendStream.OpenAsync(endpoint, address, options, cancellation);
        IDisposable held = stream;
        try
        {
            ReadOnlyMemory<byte> first = await WebSocketHandshake.OpenAsync(stream, endpoint, options.Path, cancellation);
            var connection = new FeedConnection(stream, first, endpoint, options.Time);
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
}
