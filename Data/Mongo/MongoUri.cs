using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// A parsed connection string (MongoDB specifications, connection-string): the servers to try and how to read from them. The
/// database in its path is where logins are kept, not where the traces are, so it is not held.
/// </summary>
internal sealed record MongoUri
{
    private const string Scheme = "mongodb://";
    private const string SrvScheme = "mongodb+srv://";
    private const string EncodingHint = "':', '/', '?', '@' and '%' in a user name or password must be percent-encoded";

    private MongoUri(IReadOnlyList<MongoHost> hosts, MongoUriOptions options) => (Hosts, Options) = (hosts, options);

    /// <summary>The servers in the given order, at least one.</summary>
    public IReadOnlyList<MongoHost> Hosts { get; }

    public MongoUriOptions Options { get; }

    /// <exception cref="MongoUriException">It is malformed, or needs what this client cannot do.</exception>
    public static MongoUri Parse(string text)
    {
        if (text.StartsWith(SrvScheme, StringComparison.OrdinalIgnoreCase))
        {
            throw Unsupported("mongodb+srv:// (servers found by DNS)");
        }

        if (!text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
        {
            throw new MongoUriException("a MongoDB connection string begins with mongodb://");
        }

        string rest = text[Scheme.Length..];
        int authorityEnd = rest.AsSpan().IndexOfAny('/', '?') is int end and >= 0 ? end : rest.Length;
        string authority = rest[..authorityEnd];
        string pathAndOptions = rest[authorityEnd..];
        if (pathAndOptions.Contains('@', StringComparison.Ordinal))
        {
            throw new MongoUriException($"the MongoDB connection string has an '@' after its servers; {EncodingHint}");
        }

        if (authority.Contains('@', StringComparison.Ordinal))
        {
            throw Unsupported("logging in (a user name and password)");
        }

        MongoHost[] hosts = Array.ConvertAll(authority.Split(','), ParseHost);
        return new MongoUri(hosts, MongoUriOptions.Parse(OptionsOf(pathAndOptions), hosts.Length));
    }

    internal static MongoUriException Unsupported(string what) =>
        new($"{what} is not supported yet by this client; leave it out of the MongoDB connection string");

    /// <summary>Percent-decodes; a '+' stays a '+'.</summary>
    internal static string Decode(string text, string what)
    {
        for (int i = text.IndexOf('%', StringComparison.Ordinal); i >= 0; i = text.IndexOf('%', i + 1))
        {
            if (i + 2 >= text.Length || !char.IsAsciiHexDigit(text[i + 1]) || !char.IsAsciiHexDigit(text[i + 2]))
            {
                throw new MongoUriException($"{what} of the MongoDB connection string has a '%' without two hexadecimal digits");
            }
        }

        return Uri.UnescapeDataString(text);
    }

    private static string OptionsOf(string pathAndOptions)
    {
        int question = pathAndOptions.IndexOf('?', StringComparison.Ordinal);
        string path = question < 0 ? pathAndOptions : pathAndOptions[..question];
        return path.LastIndexOf('/') > 0
            ? throw new MongoUriException($"the MongoDB connection string has two '/' after its servers; {EncodingHint}")
            : question < 0 ? "" : pathAndOptions[(question + 1)..];
    }

    private static MongoHost ParseHost(string text)
    {
        if (text.StartsWith('['))
        {
            return ParseIPv6(text);
        }

        int colon = text.LastIndexOf(':');
        string name = Decode(colon < 0 ? text : text[..colon], "a server");
        if (colon < 0 && name.EndsWith(MongoHost.UnixSocketSuffix, StringComparison.Ordinal))
        {
            return new MongoHost(name, 0);
        }

        return name.Length == 0 || name.AsSpan().IndexOfAny(":/ ") >= 0
            ? throw new MongoUriException("a server of the MongoDB connection string is no host name; write host or host:port")
            : new MongoHost(name, colon < 0 ? MongoHost.DefaultPort : ParsePort(text.AsSpan(colon + 1)));
    }

    private static MongoHost ParseIPv6(string text)
    {
        int close = text.IndexOf(']', StringComparison.Ordinal);
        ReadOnlySpan<char> address = close < 0 ? default : text.AsSpan(1, close - 1);
        ReadOnlySpan<char> port = close < 0 ? default : text.AsSpan(close + 1);
        return address.Contains('%') || !IPAddress.TryParse(address, out IPAddress? parsed)
            || parsed.AddressFamily != AddressFamily.InterNetworkV6 || (port.Length > 0 && port[0] != ':')
                ? throw new MongoUriException("an IPv6 server of the MongoDB connection string is not [address] or [address]:port")
                : new MongoHost(address.ToString(), port.Length == 0 ? MongoHost.DefaultPort : ParsePort(port[1..]));
    }

    private static int ParsePort(ReadOnlySpan<char> text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is >= 1 and <= ushort.MaxValue
            ? port
            : throw new MongoUriException($"a port of the MongoDB connection string is not 1 to 65535; {EncodingHint}");
}
