using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Opens the byte stream to a server: TCP to each of a name's addresses in turn, or a unix socket.</summary>
internal static class MongoTransport
{
    /// <param name="host">Whom to reach.</param>
    /// <param name="deadline">What the addresses share: a silent one must not use up the time of the next.</param>
    /// <exception cref="MongoException">No address could be reached in time.</exception>
    public static async Task<Stream> ConnectAsync(MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        MongoException? failure = null;
        EndPoint[] places = await ResolveAsync(host, deadline, cancellation);
        for (int i = 0; i < places.Length; i++)
        {
            EndPoint place = places[i];
            try
            {
                return await deadline.RunAsync(places.Length - i, token => OpenAsync(place, token), cancellation);
            }
            catch (SocketException e)
            {
                failure = NetworkError.Describe(host.Address, e);
            }
            catch (TimeoutException)
            {
                failure = NetworkError.NoAnswer(host.Address, deadline.Limit);
            }
        }

        throw failure ?? NetworkError.Describe(host.Address, new SocketException((int)SocketError.HostNotFound));
    }

    private static async Task<EndPoint[]> ResolveAsync(MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        if (host.IsUnixSocket)
        {
            return [OpenablePath(host)];
        }

        if (IPAddress.TryParse(host.Name, out IPAddress? literal))
        {
            return [new IPEndPoint(literal, host.Port)];
        }

        try
        {
            // The wait ends with the token; the lookup itself may go on, since the system's resolver cannot be interrupted.
            IPAddress[] addresses = await deadline.RunAsync(
                1, token => Dns.GetHostAddressesAsync(host.Name, token).WaitAsync(token), cancellation);
            return Array.ConvertAll(addresses, EndPoint (address) => new IPEndPoint(address, host.Port));
        }
        catch (SocketException e)
        {
            throw NetworkError.Describe(host.Address, e);
        }
        catch (ArgumentException e)
        {
            throw new MongoException($"{host.Address} is no host name; check MONGO_URL", e);
        }
        catch (TimeoutException)
        {
            throw NetworkError.NoAnswer(host.Address, deadline.Limit);
        }
    }

    private static UnixDomainSocketEndPoint OpenablePath(MongoHost host)
    {
        try
        {
            return new UnixDomainSocketEndPoint(host.Name);
        }
        catch (ArgumentException e)
        {
            throw new MongoException($"{host.Address} is too long for a unix socket's path", e);
        }
    }

    private static async Task<Stream> OpenAsync(EndPoint place, CancellationToken cancellation)
    {
        bool isTcp = place is IPEndPoint;
        var socket = new Socket(place.AddressFamily, SocketType.Stream, isTcp ? ProtocolType.Tcp : ProtocolType.Unspecified);
        try
        {
            if (isTcp)
            {
                socket.NoDelay = true;
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            }

            await socket.ConnectAsync(place, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
