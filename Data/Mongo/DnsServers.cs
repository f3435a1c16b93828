using System.Net;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The name servers of this machine, as resolv.conf(5) lists them.</summary>
internal static class DnsServers
{
    private const string ConfigurationFile = "/etc/resolv.conf";
    private const int Port = 53;

    /// <summary>What the system's own resolver takes of the list (MAXNS).</summary>
    private const int MaxServers = 3;

    /// <returns>In the order in which to ask them; the machine itself where none is listed, as resolv.conf(5) says.</returns>
    public static IReadOnlyList<IPEndPoint> Find()
    {
        try
        {
            return Parse(File.ReadAllLines(ConfigurationFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Parse([]);
        }
    }

    /// <param name="lines">Of the file.</param>
    public static IReadOnlyList<IPEndPoint> Parse(IEnumerable<string> lines)
    {
        var servers = new List<IPEndPoint>();
        foreach (string line in lines)
        {
            string[] words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length >= 2 && words[0] == "nameserver" && IPAddress.TryParse(words[1], out IPAddress? address)
                && servers.Count < MaxServers)
            {
                servers.Add(new IPEndPoint(address, Port));
            }
        }

        return servers.Count > 0 ? servers : [new IPEndPoint(IPAddress.Loopback, Port)];
    }
}
