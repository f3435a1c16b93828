namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>Finds the servers that a read may go to (MongoDB specifications, server selection). Pure.</summary>
/// <param name="preference">From which members to read.</param>
/// <param name="heartbeat">How far apart two looks at a member lie.</param>
internal sealed class ServerSelector(ReadPreference preference, TimeSpan heartbeat)
{
    /// <param name="topology">What is known.</param>
    /// <param name="deprioritized">Servers that are taken only when no other fits.</param>
    /// <exception cref="MongoException">The servers cannot be used with this client, or the preference not with them.</exception>
    public IReadOnlyList<ServerDescription> Suitable(TopologyDescription topology, Func<MongoHost, bool>? deprioritized = null)
    {
        if (topology.Incompatibility is string problem)
        {
            throw new MongoException(problem);
        }

        if (topology.IsReplicaSet)
        {
            MaxStaleness.Check(preference, heartbeat);
        }

        if (deprioritized is null)
        {
            return Select(topology, topology.Servers);
        }

        IReadOnlyList<ServerDescription> others = Select(topology, [.. topology.Servers.Where(server => !deprioritized(server.Host))]);
        return others.Count > 0 ? others : Select(topology, topology.Servers);
    }

    /// <summary>Those whose answers take at most the threshold longer than the fastest's.</summary>
    public static IReadOnlyList<ServerDescription> InLatencyWindow(IReadOnlyList<ServerDescription> suitable, TimeSpan threshold)
    {
        TimeSpan fastest = suitable.Count == 0 ? default : suitable.Min(static server => server.RoundTrip ?? TimeSpan.Zero);
        return [.. suitable.Where(server => (server.RoundTrip ?? TimeSpan.Zero) <= fastest + threshold)];
    }

    private IReadOnlyList<ServerDescription> Select(TopologyDescription topology, IReadOnlyList<ServerDescription> candidates) =>
        topology.Type switch
        {
            TopologyType.Unknown => [],
            TopologyType.Single => Of(candidates, static server => server.Type is not (ServerType.Unknown or ServerType.PossiblePrimary)),
            TopologyType.Sharded => Of(candidates, static server => server.Type == ServerType.Mongos),
            TopologyType.LoadBalanced => candidates,
            _ => SelectMembers(topology, candidates),
        };

    private IReadOnlyList<ServerDescription> SelectMembers(
        TopologyDescription topology, IReadOnlyList<ServerDescription> candidates)
    {
        IReadOnlyList<ServerDescription> primary = Of(candidates, static server => server.Type == ServerType.Primary);
        switch (preference.Mode)
        {
            case "primary":
            case "primaryPreferred" when primary.Count > 0:
                return primary;
            case "nearest":
                return WithTags(Fresh(
                    topology, Of(candidates, static server => server.Type is ServerType.Primary or ServerType.Secondary)));
        }

        IReadOnlyList<ServerDescription> secondaries = WithTags(Fresh(
            topology, Of(candidates, static server => server.Type == ServerType.Secondary)));
        return secondaries.Count == 0 && preference.Mode == "secondaryPreferred" ? primary : secondaries;
    }

    private IReadOnlyList<ServerDescription> Fresh(TopologyDescription topology, IReadOnlyList<ServerDescription> members) =>
        preference.MaxStaleness is TimeSpan limit
            ? Of(members, server => MaxStaleness.Estimate(topology, server, heartbeat) <= limit)
            : members;

    /// <summary>The members of the first set of tags that any member has; all when no tags are asked for.</summary>
    private IReadOnlyList<ServerDescription> WithTags(IReadOnlyList<ServerDescription> members)
    {
        if (preference.TagSets.Count == 0)
        {
            return members;
        }

        foreach (IReadOnlyList<KeyValuePair<string, string>> tags in preference.TagSets)
        {
            IReadOnlyList<ServerDescription> found = Of(members, server => tags.All(server.Tags.Contains));
            if (found.Count > 0)
            {
                return found;
            }
        }

        return [];
    }

    private static IReadOnlyList<ServerDescription> Of(
        IReadOnlyList<ServerDescription> servers, Func<ServerDescription, bool> isWanted) => [.. servers.Where(isWanted)];
}
