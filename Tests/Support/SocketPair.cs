using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A connection over the loopback whose one end is the framework's own WebSocket, without a handshake.</summary>
internal sealed class SocketPair : IDisposable
{
    public Stream Client { get; private set; } = null!;

    public WebSocket Server { get; private set; } = null!;

    public async Task OpenAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        Socket server = await listener.AcceptAsync();
        Client = new NetworkStream(client, true);
        Server = WebSocket.CreateFromStream(new NetworkStream(server, true), new WebSocketCreationOptions { IsServer = true });
    }

    /// <summary>Sends one message from the server, cut into frames.</summary>
    public async Task SendAsync(byte[] message, int frameBytes, WebSocketMessageType type = WebSocketMessageType.Text)
    {
        int index = 0;
        do
        {
            int end = (int)Math.Min((long)index + frameBytes, message.Length);
            bool isLast = end == message.Length;
            await Server.SendAsync(message.AsMemory(index..end), type, isLast, TestContext.Current.CancellationToken);
            index = end;
        }
        while (index < message.Length);
    }

    public void Dispose()
    {
        Client?.Dispose();
        Server?.Dispose();
    }
}
