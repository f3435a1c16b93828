using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>
/// A scripted MongoDB server on a free loopback port: it records every request and answers as it is told. Hello is answered by
/// itself unless the script does.
/// </summary>
internal sealed class FakeMongod : IAsyncDisposable
{
    /// <summary>What a standalone of MongoDB 7 says; the clock is that of <see cref="ManualTime"/>'s start.</summary>
    public const string Hello =
        """{"isWritablePrimary":true,"helloOk":true,"maxWireVersion":21,"localTime":{"$date":1773489600000}}""";

    private readonly Func<FakeRequest, FakeReply?> _script;
    private readonly FakeTls? _tls;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentBag<Task> _sessions = [];
    private readonly ConcurrentQueue<FakeRequest> _requests = [];
    private readonly SemaphoreSlim _received = new(0);
    private readonly Task _accepting;

    /// <param name="script">The answer to a request; null for a hello that is to be answered as usual.</param>
    /// <param name="tls">Null: not encrypted.</param>
    public FakeMongod(Func<FakeRequest, FakeReply?> script, FakeTls? tls = null)
    {
        (_script, _tls) = (script, tls);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    public int Port { get; }

    public string Address => $"127.0.0.1:{Port}";

    public string Uri => $"mongodb://{Address}/";

    public int Connections { get; private set; }

    /// <summary>What was received, oldest first.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. _requests];

    /// <summary>The same without hellos.</summary>
    public IReadOnlyList<FakeRequest> Commands => [.. _requests.Where(request => !IsHello(request))];

    /// <summary>Waits for one more request.</summary>
    public async Task ReceivedAsync() => Assert.True(await _received.WaitAsync(TestLimits.Hang), "no request came");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting.WaitAsync(TestLimits.Hang);
        _listener.Dispose();
        await Task.WhenAll(_sessions).WaitAsync(TestLimits.Hang);
        _stop.Dispose();
        _received.Dispose();
    }

    private static bool IsHello(FakeRequest request) => request.Name is "isMaster" or "hello";

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                _sessions.Add(ServeAsync(client, Connections++));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client, int connection)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await using Stream stream = _tls is null
                    ? client.GetStream()
                    : await _tls.AcceptAsync(client.GetStream(), _stop.Token);
                while (await ReceiveAsync(stream, connection) is FakeRequest request)
                {
                    _requests.Enqueue(request);
                    FakeReply? scripted = _script(request);
                    _received.Release();
                    FakeReply reply = scripted ?? FakeReply.Ok(Hello);
                    reply = reply.Later is null ? reply : await reply.Later().WaitAsync(_stop.Token);
                    await SendAsync(stream, reply, request.Id);
                    if (reply.ThenClose)
                    {
                        return;
                    }
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or AuthenticationException)
            {
                // The client has gone, or the test is over.
            }
        }
    }

    private async Task<FakeRequest?> ReceiveAsync(Stream stream, int connection)
    {
        byte[] length = new byte[4];
        if (await stream.ReadAtLeastAsync(length, 4, throwOnEndOfStream: false, _stop.Token) < 4)
        {
            return null;
        }

        byte[] message = new byte[BitConverter.ToInt32(length)];
        length.CopyTo(message, 0);
        await stream.ReadExactlyAsync(message.AsMemory(4), _stop.Token);
        return new FakeRequest(message, connection);
    }

    private async Task SendAsync(Stream stream, FakeReply reply, int requestId)
    {
        byte[] bytes = reply.Bytes(requestId);
        int step = reply.IsSplit ? 1 : Math.Max(bytes.Length, 1);
        for (int i = 0; i < bytes.Length; i += step)
        {
            await stream.WriteAsync(bytes.AsMemory(i, step), _stop.Token);
            await Task.Yield();
        }
    }
}
