using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace TraceLlm.Monitor.Net;

/// <summary>Where a backend is: the WebSocket and the REST API share one host and port.</summary>
/// <param name="Host">A name, an IPv4 address, or an IPv6 address without brackets.</param>
/// <param name="Port">1 to 65535.</param>
/// <param name="UseTls"><c>wss</c> and <c>https</c> instead of <c>ws</c> and <c>http</c>.</param>
internal sealed record BackendEndpoint(string Host, int Port, bool UseTls)
{
    private const int HttpPort = 80, HttpsPort = 443;
    private const int MaxHostCharacters = 255; // RFC 1035 section 2.3.4

    /// <summary>What would break out of a header line or of an address.</summary>
    private static readonly SearchValues<char> NotInHosts = SearchValues.Create("/\\?#@\"<>[]{}|^`");

    /// <summary>Host and port for the screen and for addresses: <c>127.0.0.1:8000</c>, <c>[::1]:8000</c>.</summary>
    public string Authority => $"{UriHost}:{Port}";

    /// <summary>The value of the Host header (RFC 9110 section 7.2): without the port when it is the scheme's own.</summary>
    public string HostHeader => Port == (UseTls ? HttpsPort : HttpPort) ? UriHost : Authority;

    /// <summary>An address for the WebSocket.</summary>
    /// <param name="path">Starts with a slash.</param>
    public string WebSocketAddress(string path) => $"{(UseTls ? "wss" : "ws")}://{HostHeader}{path}";

    /// <summary>The host as addresses have it: IPv6 in brackets and without its zone, which has a meaning on this machine
    /// only.</summary>
    private string UriHost =>
        IPAddress.TryParse(Host, out IPAddress? address) && address.AddressFamily == AddressFamily.InterNetworkV6
            ? $"[{new IPAddress(address.GetAddressBytes())}]"
            : Host;

    /// <summary>Whether a text can be a host.</summary>
    public static bool IsHost(string text) =>
        text.Length is > 0 and <= MaxHostCharacters
        && !text.AsSpan().ContainsAnyExceptInRange('!', '~') && !text.AsSpan().ContainsAny(NotInHosts);
}
