using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// The client's opening handshake (RFC 6455 section 4). ClientWebSocket would do the same through the HTTP stack, for three times
/// the binary and twice the memory.
/// </summary>
internal static class WebSocketHandshake
{
    private const int NonceBytes = 16;
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 section 1.3

    /// <summary>Opens a WebSocket on a connection.</summary>
    /// <param name="stream">Belongs to the WebSocket from then on.</param>
    /// <param name="endpoint">For the Host header.</param>
    /// <param name="path">The path of the WebSocket.</param>
    /// <exception cref="FeedException">The server does not answer as a WebSocket server, or OpenSSL is missing here.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<WebSocket> OpenAsync(
        Stream stream, BackendEndpoint endpoint, string path, CancellationToken cancellation)
    {
        string key = NewKey();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Request(endpoint, path, key)), cancellation);
        await stream.FlushAsync(cancellation);

        HttpHead? answer = await HttpHead.ReadAsync(stream, cancellation);
        string? refusal = answer is null ? "no answer to the opening handshake" : Refusal(answer.Value.Bytes.Span, key);
        if (refusal is not null)
        {
            throw new FeedException($"{endpoint.Authority} is not a TraceLLM backend ({refusal})");
        }

        // Liveness is the feed's own affair (ConnectionWatch): no timer in here.
        var options = new WebSocketCreationOptions { IsServer = false, KeepAliveInterval = TimeSpan.Zero };
        return WebSocket.CreateFromStream(new ReadAheadStream(stream, answer!.Value.Behind), options);
    }

    /// <summary>The value of Sec-WebSocket-Accept that answers a key (RFC 6455 section 4.2.2).</summary>
    public static string AcceptFor(string key)
    {
#pragma warning disable CA5350 // The protocol prescribes SHA-1; nothing secret rests on it.
        return Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + AcceptSuffix)));
#pragma warning restore CA5350
    }

    /// <summary>OpenSSL is needed from here on, and not for a server that has no WebSocket to offer.</summary>
    private static string? Refusal(ReadOnlySpan<byte> head, string key)
    {
        if (HandshakeAnswer.StatusRefusal(head) is { } refusal)
        {
            return refusal;
        }

        FeedException.RequireOpenSsl("live updates need");
        return HandshakeAnswer.Refusal(head, AcceptFor(key));
    }

    /// <summary>A nonce: it must differ, it need not be secret.</summary>
    private static string NewKey()
    {
        Span<byte> nonce = stackalloc byte[NonceBytes];
        Random.Shared.NextBytes(nonce);
        return Convert.ToBase64String(nonce);
    }

    private static string Request(BackendEndpoint endpoint, string path, string key) =>
        $"GET {path} HTTP/1.1\r\n"
        + $"Host: {endpoint.HostHeader}\r\n"
        + "Upgrade: websocket\r\n"
        + "Connection: Upgrade\r\n"
        + $"Sec-WebSocket-Key: {key}\r\n"
        + "Sec-WebSocket-Version: 13\r\n"
        + "User-Agent: tracellm-monitor\r\n\r\n";
}
