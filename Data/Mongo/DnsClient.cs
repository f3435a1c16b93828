using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Asks name servers what the framework has no call for (SRV and TXT records): by UDP, by TCP when the answer is too long for it,
/// one server after the other. Several tasks may ask at once: all they share is which server answered last.
/// </summary>
/// <param name="findServers">The name servers in the order in which to ask them; called for every question, since a laptop changes
/// networks.</param>
internal sealed class DnsClient(Func<IReadOnlyList<IPEndPoint>> findServers)
{
    /// <summary>Every server is asked as often before giving up: a datagram may get lost.</summary>
    private const int Rounds = 2;

    /// <summary>More than any server sends in one datagram that is not cut short.</summary>
    private const int ReceiveBytes = 4096;

    /// <summary>What one server has for its answer, at most.</summary>
    private static readonly TimeSpan ServerLimit = TimeSpan.FromSeconds(2);

    private IPEndPoint? _lastToAnswer;

    /// <returns>The records, or that there is no such name.</returns>
    /// <exception cref="MongoException">No server gave a usable answer in time.</exception>
    public async Task<DnsReply> AskAsync(DnsQuestion question, Deadline deadline, CancellationToken cancellation)
    {
        IPEndPoint[] servers = [.. findServers().OrderByDescending(server => server.Equals(_lastToAnswer))];
        string failure = "has no name server";
        for (int i = 0; i < Rounds * servers.Length; i++)
        {
            IPEndPoint server = servers[i % servers.Length];
            try
            {
                // One part more than there are attempts: what is found still has to be connected to.
                Deadline part = deadline.Part((Rounds * servers.Length) - i + 1, ServerLimit);
                DnsReply reply = await part.RunAsync(1, token => AskServerAsync(server, question, token), cancellation);
                if (reply.Code is DnsCode.Ok or DnsCode.NoSuchName)
                {
                    _lastToAnswer = server;
                    return reply;
                }

                failure = $"was refused by the name server {server.Address} ({Words(reply.Code)})";
            }
            catch (Exception e) when (e is TimeoutException or SocketException or IOException)
            {
                failure = $"got no answer from the name server {server.Address}";
            }
            catch (DnsFormatException e)
            {
                failure = $"got a malformed answer from the name server {server.Address} ({e.Message})";
            }
        }

        throw new MongoException($"looking up {question.Name} (mongodb+srv://) {failure}; check the network and /etc/resolv.conf");
    }

    private static async Task<DnsReply> AskServerAsync(IPEndPoint server, DnsQuestion question, CancellationToken cancellation)
    {
        DnsReply reply = await AskByUdpAsync(server, question, tellsSize: true, cancellation);
        if (reply.Code is DnsCode.FormatError or DnsCode.NotImplemented)
        {
            reply = await AskByUdpAsync(server, question, tellsSize: false, cancellation);
        }

        return reply.IsTruncated ? await AskByTcpAsync(server, question, cancellation) : reply;
    }

    private static async Task<DnsReply> AskByUdpAsync(
        IPEndPoint server, DnsQuestion question, bool tellsSize, CancellationToken cancellation)
    {
        // Connected, so that the system drops what others send; every question has a port of its own, chosen by the system.
        using var socket = new Socket(server.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        await socket.ConnectAsync(server, cancellation);
        ushort id = NewId();
        await socket.SendAsync(question.ToMessage(id, tellsSize), cancellation);
        byte[] buffer = new byte[ReceiveBytes];
        int received;
        do
        {
            received = await socket.ReceiveAsync(buffer, cancellation);
        }
        while (!DnsReply.IsAnswerTo(question, id, buffer.AsSpan(0, received))); // a late or forged one: the true one may follow

        return DnsReply.Parse(buffer.AsSpan(0, received));
    }

    private static async Task<DnsReply> AskByTcpAsync(IPEndPoint server, DnsQuestion question, CancellationToken cancellation)
    {
        using var socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(server, cancellation);
        await using var stream = new NetworkStream(socket);
        ushort id = NewId();
        byte[] message = question.ToMessage(id, tellsSize: true);
        await stream.WriteAsync(WithLength(message), cancellation);
        byte[] length = new byte[sizeof(ushort)];
        await stream.ReadExactlyAsync(length, cancellation);
        byte[] answer = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
        await stream.ReadExactlyAsync(answer, cancellation);
        if (!DnsReply.IsAnswerTo(question, id, answer))
        {
            throw new DnsFormatException("it answers another question");
        }

        DnsReply reply = DnsReply.Parse(answer);
        return reply.IsTruncated ? throw new DnsFormatException("it is cut short") : reply;
    }

    /// <summary>By TCP a message follows its length (RFC 1035 section 4.2.2).</summary>
    private static byte[] WithLength(byte[] message) => [(byte)(message.Length >> 8), (byte)message.Length, .. message];

    /// <summary>Two bytes that cannot be guessed. The system's random numbers by way of a GUID: the framework's own generator for
    /// secrets would load OpenSSL.</summary>
    private static ushort NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        Guid.NewGuid().TryWriteBytes(bytes);
        return BinaryPrimitives.ReadUInt16LittleEndian(bytes);
    }

    private static string Words(DnsCode code) => code switch
    {
        DnsCode.FormatError => "it did not understand the question",
        DnsCode.ServerFailure => "it failed itself",
        DnsCode.NotImplemented => "it does not know such questions",
        DnsCode.Refused => "it does not answer us",
        _ => string.Create(CultureInfo.InvariantCulture, $"code {(int)code}"),
    };
}
