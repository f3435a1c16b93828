using System.Text;
using TraceLlm.Monitor.Net.WebSockets;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// The client's opening handshake (RFC 6455 section 4). ClientWebSocket would do the same through the HTTP stack, for three times
/// the binary and twice the memory, and needs OpenSSL for what is not encrypted either.
/// </summary>
internal static class WebSocketHandshake
{
    private const int NonceBytes = 16;
    private const string AcceptSuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455 section 1.3

    /// <summary>Opens a WebSocket on a connection.</summary>
    /// <param name="stream">Carries frames from then on.</param>
    /// <param name="endpoint">For the Host header.</param>
    /// <param name="path">The path of the WebSocket.</param>
    /// <returns>What the server has sent behind its answer already: the beginning of the first frame.</returns>
    /// <exception cref="FeedException">The server does not answer as a WebSocket server.</exception>
    /// <exception cref="IOException">The connection broke.</exception>
    public static async Task<ReadOnlyMemory<byte>> OpenAsync(
        Stream stream, BackendEndpoint endpoint, string path, CancellationToken cancellation)
    {
        string key = NewKey();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(Request(endpoint, path, key)), cancellation);
        await stream.FlushAsync(cancellation);

        HttpHead? answer = await HttpHead.ReadAsync(stream, cancellation);
        string? refusal = answer is { } head
            ? HandshakeAnswer.Refusal(head.Bytes.Span, AcceptFor(key))
            : "no answer to the opening handshake";
        return refusal is null
            ? answer!.Value.Behind
            : throw new FeedException($"{endpoint.Authority} is not a TraceLLM backend ({refusal})");
    }

    /// <summary>The value of Sec-WebSocket-Accept that answers a key (RFC 6455 section 4.2.2).</summary>
    public static string AcceptFor(string key) => Convert.ToBase64String(Sha1.Of(Encoding.ASCII.GetBytes(key + AcceptSuffix)));

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
