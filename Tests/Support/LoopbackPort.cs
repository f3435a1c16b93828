using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A port of the loopback held by the test.</summary>
internal sealed class LoopbackPort : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly List<Socket> _accepted = [];

    private LoopbackPort(bool listens, int port = 0)
    {
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
        if (listens)
        {
            _socket.Listen();
        }
    }

    public int Port => ((IPEndPoint)_socket.LocalEndPoint!).Port;

    /// <summary>Refuses connections.</summary>
    public static LoopbackPort Refusing() => new(listens: false);

    /// <summary>A black hole: takes connections and says nothing.</summary>
    /// <param name="port">0: the system chooses.</param>
    public static LoopbackPort Silent(int port = 0) => new(listens: true, port);

    /// <summary>Waits for a connection and keeps it.</summary>
    public async Task<Socket> AcceptAsync()
    {
        Socket socket = await _socket.AcceptAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TestLimits.Hang);
        _accepted.Add(socket);
        return socket;
    }

    public void Dispose()
    {
        _socket.Dispose();
        _accepted.ForEach(socket => socket.Dispose());
    }
}
