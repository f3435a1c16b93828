namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Shows a connection string without what may be secret, also when it is malformed: a password that was not percent-encoded
/// can reach into the path and the options, so when in doubt more is hidden.
/// </summary>
internal static class UriRedaction
{
    private const string Hidden = "***";

    /// <returns>Scheme, <c>***@</c> for a login, servers and path; options as <c>?***</c>. Only the scheme when the servers
    /// cannot be told from the rest.</returns>
    public static string Redact(string uri)
    {
        int schemeEnd = uri.IndexOf("://", StringComparison.Ordinal);
        string scheme = schemeEnd < 0 ? "" : uri[..schemeEnd];
        if (scheme is not ("mongodb" or "mongodb+srv"))
        {
            return Hidden;
        }

        string rest = uri[(schemeEnd + 3)..];
        int at = rest.LastIndexOf('@');
        string login = at < 0 ? "" : Hidden + "@";
        string shown = rest[(at + 1)..];
        int question = shown.IndexOf('?', StringComparison.Ordinal);
        string options = question < 0 ? "" : "?" + Hidden;
        string place = question < 0 ? shown : shown[..question];
        return LooksLikeServers(place) ? $"{scheme}://{login}{place}{options}" : $"{scheme}://{Hidden}";
    }

    /// <summary>Servers with numbers for ports, then at most one '/': otherwise a password may be among them.</summary>
    private static bool LooksLikeServers(string place)
    {
        int slash = place.IndexOf('/', StringComparison.Ordinal);
        string servers = slash < 0 ? place : place[..slash];
        bool hasOnePath = slash < 0 || place.IndexOf('/', slash + 1) < 0;
        return hasOnePath && servers.Split(',').All(HasNumericPort);
    }

    private static bool HasNumericPort(string server)
    {
        string afterAddress = server[(server.LastIndexOf(']') + 1)..];
        int colon = afterAddress.IndexOf(':', StringComparison.Ordinal);
        return server.Length > 0 && (colon < 0 || afterAddress[(colon + 1)..].All(char.IsAsciiDigit));
    }
}
