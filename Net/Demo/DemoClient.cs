using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using TraceLlm.Monitor.Net.WebSockets;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>The demo backend's side of one connection.</summary>
internal sealed class DemoClient : IDisposable
{
    /// <summary>Messages that may wait for a client; one that is further behind is dropped.</summary>
    private const int MaxWaiting = 1024;

    private readonly NetworkStream _stream;
    private readonly FrameWriter _writer;

    public DemoClient(Socket socket)
    {
        _stream = new NetworkStream(socket, ownsSocket: true);
        _writer = new FrameWriter(_stream, masks: false, MaxWaiting, BoundedChannelFullMode.Wait);
    }

    /// <summary>Queues a message. May be called from any task; false when the client is too far behind.</summary>
    public bool TrySend(ReadOnlySpan<byte> message) => _writer.TrySend(Opcode.Text, message);

    /// <summary>Serves the client until it leaves or is disposed of.</summary>
    /// <param name="time">For the reader's book of when it received.</param>
    public async Task RunAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            if (await AcceptAsync(stop.Token) is not { } first)
            {
                return;
            }

            var reader = new MessageReader(_stream, first, isServer: true, _writer, time);
            Task sending = _writer.RunAsync(stop.Token);
            await Task.WhenAny(sending, ReceiveAsync(reader, stop.Token));
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

    /// <summary>The server's opening handshake (RFC 6455 section 4.2), and the welcome.</summary>
    /// <returns>What the client has sent already; null when it does not open a WebSocket.</returns>
    private async Task<ReadOnlyMemory<byte>?> AcceptAsync(CancellationToken cancellation)
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
        TrySend(DemoJson.Welcome.Span);
        return request!.Value.Behind;
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

    private async Task ReceiveAsync(MessageReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            ReceivedMessage message = await reader.ReadAsync(cancellation);
            if (message.Kind == ReceivedKind.Closed)
            {
                return;
            }

            if (DemoJson.Pong(message.Text.Span) is { } pong)
            {
                TrySend(pong);
            }
        }
    }
}
