using System.Globalization;

namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>How far a secondary lags behind (MongoDB specifications, max staleness).</summary>
internal static class MaxStaleness
{
    /// <summary>The specification's smallest limit: below it, the estimate is too rough.</summary>
    private static readonly TimeSpan Smallest = TimeSpan.FromSeconds(90);

    /// <summary>How often a primary without work writes all the same.</summary>
    private static readonly TimeSpan IdleWritePeriod = TimeSpan.FromSeconds(10);

    /// <exception cref="MongoException">The limit asked for cannot be kept.</exception>
    public static void Check(ReadPreference preference, TimeSpan heartbeat)
    {
        TimeSpan least = heartbeat + IdleWritePeriod > Smallest ? heartbeat + IdleWritePeriod : Smallest;
        if (preference.MaxStaleness is TimeSpan limit && (limit < least || preference.Mode == "primary"))
        {
            throw new MongoException(preference.Mode == "primary"
                ? "maxStalenessSeconds does not go with readPreference=primary; check MONGO_URL"
                : string.Create(
                    CultureInfo.InvariantCulture, $"maxStalenessSeconds must be at least {least.TotalSeconds:0}; check MONGO_URL"));
        }
    }

    /// <summary>How far a member lags behind the primary, or without one behind the foremost secondary; zero for the primary.</summary>
    public static TimeSpan Estimate(TopologyDescription topology, ServerDescription member, TimeSpan heartbeat)
    {
        if (member.Type != ServerType.Secondary || member.LastWrite is not DateTimeOffset written)
        {
            return TimeSpan.Zero;
        }

        ServerDescription? primary = topology.Servers.FirstOrDefault(static server => server.Type == ServerType.Primary);
        if (primary is not null)
        {
            return member.UpdatedAt - primary.UpdatedAt + ((primary.LastWrite ?? written) - written) + heartbeat;
        }

        DateTimeOffset foremost = topology.Servers
            .Where(static server => server.Type == ServerType.Secondary)
            .Max(static server => server.LastWrite) ?? written;
        return foremost - written + heartbeat;
    }
}
