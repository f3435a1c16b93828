using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Cli;

/// <summary>A value of <c>--ws-host</c>: a host, or an address that names scheme and port too.</summary>
/// <param name="Host">A host name or IP address, without brackets.</param>
/// <param name="Port">The port in the address, or the one that its scheme implies; null: neither.</param>
/// <param name="UseTls">The scheme is wss.</param>
internal readonly record struct BackendAddress(string Host, int? Port, bool UseTls)
{
    /// <summary>The port of wss:// by RFC 6455 section 3. That of ws:// is not used: a backend without TLS listens on its own.</summary>
    private const int TlsPort = 443;

    /// <summary>RFC 1035 section 2.3.4.</summary>
    private const int MaxHostCharacters = 253;

    private const int MaxPort = 65535;

    /// <exception cref="UsageException">Neither a host nor an address.</exception>
    public static BackendAddress Parse(Setting setting)
    {
        string text = setting.Text;
        int schemeEnd = text.IndexOf("://", StringComparison.Ordinal);
        if (schemeEnd < 0)
        {
            return new BackendAddress(ParseHost(setting, text), null, false);
        }

        bool useTls = text[..schemeEnd].ToLowerInvariant() switch
        {
            "ws" => false,
            "wss" => true,
            _ => throw setting.Rejection("its scheme must be ws:// or wss://"),
        };
        string rest = text[(schemeEnd + 3)..];
        int pathStart = rest.IndexOfAny(['/', '?', '#']);
        if (pathStart >= 0 && rest[pathStart..] is not ("/" or "/ws"))
        {
            throw setting.Rejection("its path must be /ws or none");
        }

        return ParseAuthority(setting, pathStart < 0 ? rest : rest[..pathStart], useTls);
    }

    /// <summary>The part between scheme and path: a host, or <c>host:port</c> (RFC 3986 section 3.2).</summary>
    private static BackendAddress ParseAuthority(Setting setting, string authority, bool useTls)
    {
        if (authority.Contains('@'))
        {
            throw setting.Rejection("it must hold no user name and no password");
        }

        int portStart = authority.LastIndexOf(':');
        if (portStart < authority.LastIndexOf(']'))
        {
            portStart = -1;
        }

        if (portStart < 0)
        {
            return new BackendAddress(ParseHost(setting, authority), useTls ? TlsPort : null, useTls);
        }

        int port = Setting.TryParseCount(authority.AsSpan(portStart + 1), MaxPort)
            ?? throw setting.Rejection("its port must be 1 to 65535");
        string host = authority[..portStart];
        return !host.StartsWith('[') && host.Contains(':')
            ? throw setting.Rejection("an IPv6 address with a port needs brackets: ws://[::1]:8000")
            : new BackendAddress(ParseHost(setting, host), port, useTls);
    }

    private static string ParseHost(Setting setting, string host)
    {
        bool isBracketed = host is ['[', .., ']'];
        string bare = isBracketed ? host[1..^1] : host;
        if (bare.Contains(':') && IPAddress.TryParse(bare, out IPAddress? address)
            && address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return bare;
        }

        if (!isBracketed && IsHostName(host))
        {
            return host;
        }

        throw setting.Rejection(host.Count(':') == 1 ? "give a port with --ws-port, or write ws://HOST:PORT" : null);
    }

    /// <summary>Letters, digits, <c>-</c> and <c>_</c> in parts of 1 to 63 characters between points; IPv4 addresses are of that form
    /// too. Other alphabets have to come in their ASCII form (<c>xn--...</c>).</summary>
    private static bool IsHostName(string host)
    {
        if (host.Length is 0 or > MaxHostCharacters)
        {
            return false;
        }

        string[] labels = (host.EndsWith('.') ? host[..^1] : host).Split('.');
        return labels.All(label => label.Length is > 0 and <= 63 && !label.StartsWith('-')
            && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'));
    }
}
