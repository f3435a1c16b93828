using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>
/// A backend inside this process, on a loopback port that the system chooses: it makes traces up, stores and announces them as
/// the real one does, and breaks every connection once a minute, so that losing one can be seen too.
/// </summary>
internal sealed class DemoBackend : IDisposable
{
    private const int HistoryTraces = 400;
    private const int MaxClients = 8;

    private static readonly TimeSpan HistoryLength = TimeSpan.FromHours(6);
    private static readonly TimeSpan BreakInterval = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly DemoTraces _traces;
    private readonly DemoPace _pace;
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<DemoClient, Task> _clients = new();

    private DateTimeOffset _lastStoredAt;

    /// <summary>Listens at once; <see cref="RunAsync"/> serves.</summary>
    /// <param name="seed">The same seed makes the same traces.</param>
    /// <param name="filter">What the store leaves out; the feed has its own.</param>
    public DemoBackend(int seed, TraceStoreFilter? filter, TimeProvider time)
    {
        _time = time;
        _traces = new DemoTraces(seed);
        _pace = new DemoPace(new Random(seed));
        _lastStoredAt = time.GetUtcNow();
        Store = new DemoTraceStore(History(seed + 1, _lastStoredAt), filter);
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
    }

    public int Port { get; }

    /// <summary>Holds a history and all that this backend announces.</summary>
    public DemoTraceStore Store { get; }

    /// <summary>Serves until cancelled.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task[] loops = [AcceptAsync(stop.Token), MakeTracesAsync(stop.Token), BreakConnectionsAsync(stop.Token)];
        try
        {
            await await Task.WhenAny(loops);
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(loops.Concat(_clients.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public void Dispose() => _listener.Dispose();

    /// <summary>Traces as the store keeps them, spread over the past hours, oldest first.</summary>
    private static IEnumerable<Trace> History(int seed, DateTimeOffset until)
    {
        var traces = new DemoTraces(seed);
        for (int index = 0; index < HistoryTraces; index++)
        {
            DateTimeOffset at = until - (HistoryLength * (HistoryTraces - index) / HistoryTraces);
            DemoTrace trace = traces.Next(at);
            yield return Stored(trace, DemoJson.TraceCreated(trace));
        }
    }

    private static Trace Stored(DemoTrace made, byte[] message)
    {
        Trace trace = TraceMessage.Read(message).Trace!;
        return trace with
        {
            DocumentKey = TraceKey.Of("demo " + trace.TraceId),
            DocumentId = DemoTraceStore.DocumentIdOf(made),
            StoredAt = made.CreatedAt,
        };
    }

    private async Task AcceptAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Socket socket = await _listener.AcceptAsync(cancellation);
            socket.NoDelay = true;
            var client = new DemoClient(socket);
            if (_clients.Count < MaxClients)
            {
                _clients[client] = Task.CompletedTask;
                _clients.TryUpdate(client, ServeAsync(client, cancellation), Task.CompletedTask);
            }
            else
            {
                client.Dispose();
            }
        }
    }

    private async Task ServeAsync(DemoClient client, CancellationToken cancellation)
    {
        await client.RunAsync(_time, cancellation);
        _clients.TryRemove(client, out _);
    }

    private async Task MakeTracesAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(_pace.Next(), _time, cancellation);
            DateTimeOffset now = _time.GetUtcNow();
            _lastStoredAt = now > _lastStoredAt ? now : _lastStoredAt.AddTicks(1);
            DemoTrace trace = _traces.Next(_lastStoredAt);
            byte[] message = DemoJson.TraceCreated(trace);
            if (Store.TryStore(Stored(trace, message)))
            {
                Announce(message);
            }
        }
    }

    private void Announce(byte[] message)
    {
        foreach ((DemoClient client, _) in _clients)
        {
            if (!client.TrySend(message))
            {
                client.Dispose();
            }
        }
    }

    private async Task BreakConnectionsAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await Task.Delay(BreakInterval, _time, cancellation);
            foreach ((DemoClient client, _) in _clients)
            {
                client.Dispose();
            }
        }
    }
}
