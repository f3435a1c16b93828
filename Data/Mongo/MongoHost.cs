using System.Globalization;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Where a server listens: a host name or address with its port, or the path of a unix socket.</summary>
/// <param name="Name">Host name, IPv4 or IPv6 address without brackets, or the socket's path.</param>
/// <param name="Port">TCP port; 0 for a unix socket.</param>
internal sealed record MongoHost(string Name, int Port)
{
    public const int DefaultPort = 27017;

    /// <summary>What a unix socket's path must end in to be told from a host name (connection string specification).</summary>
    public const string UnixSocketSuffix = ".sock";

    public bool IsUnixSocket => Port == 0;

    /// <summary>For error texts: <c>host:port</c>, <c>[::1]:port</c> or the path.</summary>
    public string Address => IsUnixSocket ? Name : string.Create(CultureInfo.InvariantCulture, $"{BracketedName}:{Port}");

    /// <summary>For the screen: as <see cref="Address"/>, without the default port.</summary>
    public string DisplayName => Port == DefaultPort ? BracketedName : Address;

    /// <summary>A member as a replica set names it; names are the same whatever their case (MongoDB specifications, server discovery,
    /// "hosts, passives, and arbiters").</summary>
    /// <returns>Null when it is no server.</returns>
    public static MongoHost? OfMember(string text)
    {
        try
        {
            return HostParser.Parse(text).ToLower();
        }
        catch (MongoUriException)
        {
            return null; // a set may list what it likes; what is no server cannot be asked
        }
    }

    /// <summary>The same server with its name in lower case, as names are compared; a path stays as it is.</summary>
    public MongoHost ToLower() => IsUnixSocket ? this : this with { Name = Name.ToLowerInvariant() };

    private string BracketedName => Name.Contains(':', StringComparison.Ordinal) ? $"[{Name}]" : Name;
}
