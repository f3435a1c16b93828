using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Reads the servers of a connection string: names, IPv4 and bracketed IPv6 addresses with or without a port, and
/// percent-encoded paths of unix sockets.</summary>
internal static class HostParser
{
    /// <exception cref="MongoUriException">It is no server.</exception>
    public static MongoHost Parse(string text)
    {
        if (text.StartsWith('['))
        {
            return ParseIPv6(text);
        }

        int colon = text.LastIndexOf(':');
        string name = UriText.Decode(colon < 0 ? text : text[..colon], "a server");
        if (colon < 0 && name.Contains('/', StringComparison.Ordinal)
            && name.EndsWith(MongoHost.UnixSocketSuffix, StringComparison.Ordinal))
        {
            return new MongoHost(name, 0);
        }

        return name.Length == 0 || name.AsSpan().IndexOfAny(":/@ ") >= 0
            ? throw new MongoUriException("a server of the MongoDB connection string is no host name; write host or host:port")
            : new MongoHost(name, colon < 0 ? MongoHost.DefaultPort : ParsePort(text.AsSpan(colon + 1)));
    }

    /// <summary>The one name of a mongodb+srv string, under which DNS lists the servers.</summary>
    /// <exception cref="MongoUriException">There are several, or one with a port, or no host name.</exception>
    public static MongoHost ParseSrvName(string text)
    {
        if (text.AsSpan().IndexOfAny(",:[") >= 0)
        {
            throw new MongoUriException("a mongodb+srv:// connection string names one host, without a port");
        }

        return Parse(text);
    }

    private static MongoHost ParseIPv6(string text)
    {
        int close = text.IndexOf(']', StringComparison.Ordinal);
        ReadOnlySpan<char> address = close < 0 ? default : text.AsSpan(1, close - 1);
        ReadOnlySpan<char> port = close < 0 ? default : text.AsSpan(close + 1);
        return address.Contains('%') || !IPAddress.TryParse(address, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6 || (port.Length > 0 && port[0] != ':')
                ? throw new MongoUriException(
                    "an IPv6 server of the MongoDB connection string is not [address] or [address]:port")
                : new MongoHost(address.ToString(), port.Length == 0 ? MongoHost.DefaultPort : ParsePort(port[1..]));
    }

    private static int ParsePort(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new MongoUriException(
                $"a port of the MongoDB connection string is not 1 to 65535; {UriText.EncodingHint}");
}
