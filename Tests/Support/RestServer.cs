using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>An HTTP server that answers with whatever bytes the test gives, on a port of the loopback that the system chooses.</summary>
internal sealed class RestServer : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly List<string> _heads = [];
    private readonly List<Task> _tasks = [];
    private int _connections;

    /// <param name="port">0: the system chooses.</param>
    public RestServer(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        _tasks.Add(AcceptAsync());
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What to answer to a path with its query; null: nothing ever.</summary>
    public Func<string, RestReply?> Answer { get; set; } = _ => RestReply.NotFound;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>The heads of the requests, in order.</summary>
    public string[] Heads
    {
        get
        {
            lock (_gate)
            {
                return [.. _heads];
            }
        }
    }

    /// <summary>The targets of the requests as they stood in them, in order.</summary>
    public string[] Targets => [.. Heads.Select(head => head.Split(' ')[1])];

    public void Forget()
    {
        lock (_gate)
        {
            _heads.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await Task.WhenAll(_tasks).WaitAsync(TestLimits.Hang).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket socket = await _listener.AcceptSocketAsync(_stop.Token);
            Interlocked.Increment(ref _connections);
            lock (_gate)
            {
                _tasks.Add(ServeAsync(socket));
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: true);
        while (await ReadHeadAsync(stream) is { } head)
        {
            lock (_gate)
            {
                _heads.Add(head);
            }

            RestReply? reply = Answer(head.Split(' ')[1]);
            if (reply is null)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            await stream.WriteAsync(reply!.Bytes, _stop.Token);
            if (reply.Hangs)
            {
                await Task.Delay(Timeout.Infinite, _stop.Token);
            }

            if (reply.Closes)
            {
                return;
            }
        }
    }

    /// <returns>Null: the client has closed.</returns>
    private async Task<string?> ReadHeadAsync(NetworkStream stream)
    {
        var head = new StringBuilder();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0)
            {
                return null;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }
}
