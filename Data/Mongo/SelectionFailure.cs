using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Says why no server can be read from.</summary>
internal static class SelectionFailure
{
    /// <param name="topology">What was found.</param>
    /// <param name="uri">What was asked for.</param>
    /// <param name="limit">How long it was tried.</param>
    public static MongoException Describe(TopologyDescription topology, MongoUri uri, TimeSpan limit)
    {
        if (topology.Servers.Count == 0)
        {
            return new MongoException(topology.Removal ?? "MONGO_URL names no server that can be read from");
        }

        ServerDescription? refused = topology.Servers.FirstOrDefault(static server => server.Error?.IsLoginRefused == true);
        if (refused is not null)
        {
            return refused.Error!;
        }

        if (topology.Servers.Any(static server => server.Type is not (ServerType.Unknown or ServerType.PossiblePrimary)))
        {
            return new MongoException(Unsuitable(topology, uri.Options.ReadPreference));
        }

        ServerDescription first = topology.Servers.FirstOrDefault(static server => server.Error is not null) ?? topology.Servers[0];
        MongoException reason = first.Error ?? NetworkError.NoAnswer(first.Host.Address, limit);
        return Explain(topology, uri, first.Host, reason.Message) is string explanation
            ? new MongoException(explanation, reason)
            : reason;
    }

    /// <summary>More than what happened to the first of the servers; null: that says it all. What to do stands in front, because
    /// the screen cuts long lines.</summary>
    private static string? Explain(TopologyDescription topology, MongoUri uri, MongoHost host, string reason)
    {
        MongoHost[] seeds = [.. uri.Hosts.Select(static seed => seed.ToLower())];
        bool wasRedirected = topology.IsReplicaSet && !topology.Servers.Any(server => seeds.Contains(server.Host));
        if (wasRedirected)
        {
            return $"try directConnection=true in MONGO_URL, or make known here how replica set {topology.SetName} calls its member, "
                + $"{host.Address}: {reason}";
        }

        string? more = topology.Removal ?? (topology.Servers.Count > 1 ? "nor does any of the other servers answer" : null);
        return more is null ? null : $"{reason}; {more}";
    }

    private static string Unsuitable(TopologyDescription topology, ReadPreference preference)
    {
        string what = $"no server suits readPreference={preference.Mode}"
            + (preference.TagSets.Count > 0 ? " with its tags" : "")
            + (preference.MaxStaleness is null ? "" : " with its maxStalenessSeconds");
        return topology.Type switch
        {
            TopologyType.ReplicaSetNoPrimary when preference.Mode == "primary" =>
                $"replica set {topology.SetName} has no primary now; readPreference=primaryPreferred reads from the others meanwhile",
            TopologyType.ReplicaSetNoPrimary or TopologyType.ReplicaSetWithPrimary =>
                $"in replica set {topology.SetName} {what}; check MONGO_URL",
            _ => $"{topology.Servers[0].Host.Address} cannot be read from: it is not part of a replica set yet",
        };
    }
}
