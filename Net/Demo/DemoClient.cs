using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Threading.Channels;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>The demo backend's side of one connection.</summary>
internal sealed class DemoClient(Socket socket) : IDisposable
{
    /// <summary>Messages that may wait for a client; one that is further behind is dropped.</summary>
    private const int MaxWaiting = 1024;

    private const int MaxMessageBytes = 4096;

    private readonly NetworkStream _stream = new(socket, ownsSocket: true);
    private readonly Channel<ReadOnlyMemory<byte>> _outgoing = Channel.CreateBounded<ReadOnlyMemory<byte>>(MaxWaiting);

    /// <summary>Queues a message. May be called from any task; false when the client is too far behind.</summary>
    public bool TrySend(ReadOnlyMemory<byte> message) => _outgoing.Writer.TryWrite(message);

    /// <summary>Serves the client until it leaves or is disposed of.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            using WebSocket? client = await AcceptAsync(stop.Token);
            if (client is null)
            {
                return;
            }

            TrySend(DemoJson.Welcome);
            Task sending = SendAsync(client, stop.Token);
            await Task.WhenAny(sending, ReceiveAsync(client, stop.Token));
            await stop.CancelAsync();
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        catch (Exception e) when (FeedConnection.IsConnectionFailure(e))
        {
            // The client is gone; it will come again.
        }
        finally
        {
            Dispose();
        }
    }

    public void Dispose() => _stream.Dispose();

    /// <summary>The server's opening handshake (RFC 6455 section 4.2); null when the client does not open a WebSocket.</summary>
    private async Task<WebSocket?> AcceptAsync(CancellationToken cancellation)
    {
        HttpHead? request = await HttpHead.ReadAsync(_stream, cancellation);
        string? key = request is null ? null : KeyOf(Encoding.Latin1.GetString(request.Value.Bytes.Span));
        if (key is null)
        {
            return null;
        }

        string answer = "HTTP/1.1 101 Switching Protocols\r\n"
            + "Upgrade: websocket\r\n"
            + "Connection: Upgrade\r\n"
            + $"Sec-WebSocket-Accept: {WebSocketHandshake.AcceptFor(key)}\r\n\r\n";
        await _stream.WriteAsync(Encoding.ASCII.GetBytes(answer), cancellation);
        var options = new WebSocketCreationOptions { IsServer = true, KeepAliveInterval = TimeSpan.Zero };
        return WebSocket.CreateFromStream(_stream, options);
    }

    private static string? KeyOf(string head)
    {
        const string Name = "Sec-WebSocket-Key:";
        foreach (string line in head.Split("\r\n"))
        {
            if (line.StartsWith(Name, StringComparison.OrdinalIgnoreCase))
            {
                return line[Name.Length..].Trim();
            }
        }

        return null;
    }

    private async Task SendAsync(WebSocket client, CancellationToken cancellation)
    {
        await foreach (ReadOnlyMemory<byte> message in _outgoing.Reader.ReadAllAsync(cancellation))
        {
            await client.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, cancellation);
        }
    }

    private async Task ReceiveAsync(WebSocket client, CancellationToken cancellation)
    {
        byte[] buffer = new byte[MaxMessageBytes];
        while (true)
        {
            ValueWebSocketReceiveResult message = await client.ReceiveAsync(buffer.AsMemory(), cancellation);
            if (message.MessageType == WebSocketMessageType.Close)
            {
                return;
            }

            if (DemoJson.Pong(buffer.AsSpan(0, message.Count)) is { } pong)
            {
                TrySend(pong);
            }
        }
    }
}
