namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>
/// What is known of all servers together (MongoDB specifications, server discovery, "TopologyDescription"). Immutable; every answer
/// and every failure makes the next one.
/// </summary>
internal sealed record TopologyDescription
{
    public required TopologyType Type { get; init; }

    /// <summary>The replica set that all members must belong to; null: not known, or none.</summary>
    public string? SetName { get; init; }

    /// <summary>The newest configuration that a primary told.</summary>
    public long? MaxSetVersion { get; init; }

    /// <summary>The newest election that a primary told.</summary>
    public ObjectId? MaxElectionId { get; init; }

    /// <summary>The connection string named one server only: a standalone may be alone, never one of several.</summary>
    public bool HasOneSeed { get; init; }

    public required IReadOnlyList<ServerDescription> Servers { get; init; }

    /// <summary>Why a server was struck off the list last; null: none was.</summary>
    public string? Removal { get; init; }

    public bool IsReplicaSet => Type is TopologyType.ReplicaSetNoPrimary or TopologyType.ReplicaSetWithPrimary;

    /// <summary>Only the list of the connection string tells which servers there are, no server does.</summary>
    public bool FollowsSeeds => Type is TopologyType.Unknown or TopologyType.Sharded;

    /// <summary>Why the servers cannot be used together with this client; null: they can.</summary>
    public string? Incompatibility => Servers.Select(IncompatibilityOf).FirstOrDefault(static problem => problem is not null);

    /// <summary>The shortest of all servers that hold documents; null as soon as one of them has no sessions.</summary>
    public long? SessionTimeoutMinutes
    {
        get
        {
            long?[] timeouts = [.. Servers.Where(static server => server.HoldsDocuments).Select(static s => s.SessionTimeoutMinutes)];
            return timeouts.Contains(null) ? null : timeouts.Min();
        }
    }

    /// <summary>What is known before any server was asked.</summary>
    /// <param name="uri">A connection string whose servers are known, so not one for a lookup.</param>
    public static TopologyDescription Of(MongoUri uri)
    {
        MongoUriOptions options = uri.Options;
        MongoHost[] seeds = [.. uri.Hosts.Select(static host => host.ToLower()).Distinct()];
        ServerType type = options.LoadBalanced ? ServerType.LoadBalancer : ServerType.Unknown;
        return new TopologyDescription
        {
            Type = options.LoadBalanced ? TopologyType.LoadBalanced
                : options.DirectConnection == true ? TopologyType.Single
                : options.ReplicaSet is not null ? TopologyType.ReplicaSetNoPrimary
                : TopologyType.Unknown,
            SetName = options.ReplicaSet,
            HasOneSeed = seeds.Length == 1,
            Servers = Array.ConvertAll(seeds, seed => ServerDescription.Unknown(seed) with { Type = type }),
        };
    }

    /// <summary>What is known after the list of the connection string changed (MongoDB specifications,
    /// polling-srv-records-for-mongos-discovery).</summary>
    public TopologyDescription WithSeeds(IReadOnlyList<MongoHost> seeds) => !FollowsSeeds ? this : this with
    {
        HasOneSeed = seeds.Count == 1,
        Servers = [.. seeds.Select(seed => Find(seed) ?? ServerDescription.Unknown(seed))],
    };

    /// <returns>Null when it does not belong to these servers.</returns>
    public ServerDescription? Find(MongoHost host) => Servers.FirstOrDefault(server => server.Host == host);

    /// <summary>What is known after a server was asked.</summary>
    /// <param name="server">What it said, or that it did not answer.</param>
    public TopologyDescription After(ServerDescription server) => TopologyUpdate.Apply(this, server);

    /// <summary>What is known after a command failed.</summary>
    public TopologyDescription After(ServerFailure failure) => FailureRules.Apply(this, failure);

    private static string? IncompatibilityOf(ServerDescription server) => server.Type switch
    {
        ServerType.Unknown or ServerType.PossiblePrimary or ServerType.LoadBalancer => null,
        _ when server.MaxWireVersion < ServerDescription.OldestWireVersion =>
            $"{server.Host.Address} is older than MongoDB 3.6, which is needed at least",
        _ when server.MinWireVersion > ServerDescription.NewestWireVersion =>
            $"{server.Host.Address} is too new a MongoDB for this client",
        _ => null,
    };
}
