using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A scripted name server on a free loopback port, by UDP and TCP.</summary>
internal sealed class FakeNameServer : IAsyncDisposable
{
    private readonly Func<FakeDnsQuery, IEnumerable<byte[]>> _script;
    private readonly Socket _udp;
    private readonly TcpListener _tcp;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<FakeDnsQuery> _queries = [];
    private readonly SemaphoreSlim _received = new(0);
    private readonly Task _serving;

    /// <param name="script">What to send for a question, in order; nothing: silence.</param>
    public FakeNameServer(Func<FakeDnsQuery, IEnumerable<byte[]>> script)
    {
        _script = script;
        (_udp, _tcp) = BindBoth();
        Address = (IPEndPoint)_udp.LocalEndPoint!;
        _serving = Task.WhenAll(ServeUdpAsync(), ServeTcpAsync());
    }

    public FakeNameServer(Func<FakeDnsQuery, byte[]?> script)
        : this(query => script(query) is byte[] reply ? new[] { reply } : [])
    {
    }

    public IPEndPoint Address { get; }

    /// <summary>What was received, oldest first.</summary>
    public IReadOnlyList<FakeDnsQuery> Queries => [.. _queries];

    /// <summary>Waits for one more question.</summary>
    public async Task ReceivedAsync() => Assert.True(await _received.WaitAsync(TestLimits.Hang), "no question came");

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _serving.WaitAsync(TestLimits.Hang);
        _udp.Dispose();
        _tcp.Dispose();
        _stop.Dispose();
        _received.Dispose();
    }

    /// <summary>The same port for both: one that is free for UDP may be taken for TCP.</summary>
    private static (Socket Udp, TcpListener Tcp) BindBoth()
    {
        const int Attempts = 20;
        for (int i = 1; ; i++)
        {
            var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            udp.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            var tcp = new TcpListener((IPEndPoint)udp.LocalEndPoint!);
            try
            {
                tcp.Start();
                return (udp, tcp);
            }
            catch (SocketException) when (i < Attempts)
            {
                udp.Dispose();
                tcp.Dispose();
            }
        }
    }

    private async Task ServeUdpAsync()
    {
        byte[] buffer = new byte[4096];
        try
        {
            while (true)
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, Address, _stop.Token);
                foreach (byte[] answer in AnswersTo(new FakeDnsQuery(buffer[..received.ReceivedBytes], isTcp: false)))
                {
                    await _udp.SendToAsync(answer, received.RemoteEndPoint, _stop.Token);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private async Task ServeTcpAsync()
    {
        try
        {
            while (true)
            {
                using TcpClient client = await _tcp.AcceptTcpClientAsync(_stop.Token);
                NetworkStream stream = client.GetStream();
                byte[] length = new byte[2];
                await stream.ReadExactlyAsync(length, _stop.Token);
                byte[] message = new byte[(length[0] << 8) | length[1]];
                await stream.ReadExactlyAsync(message, _stop.Token);
                foreach (byte[] answer in AnswersTo(new FakeDnsQuery(message, isTcp: true)))
                {
                    await stream.WriteAsync((byte[])[.. DnsBytes.Number((ushort)answer.Length), .. answer], _stop.Token);
                }
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The test is over.
        }
    }

    private byte[][] AnswersTo(FakeDnsQuery query)
    {
        _queries.Enqueue(query);
        byte[][] answers = [.. _script(query)];
        _received.Release();
        return answers;
    }
}
