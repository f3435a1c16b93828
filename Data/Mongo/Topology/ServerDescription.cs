namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>What is known of one server: what it said of itself in its answer to hello (<see cref="HelloReply"/>), or why it did not
/// (MongoDB specifications, server discovery, "ServerDescription").</summary>
internal sealed record ServerDescription
{
    /// <summary>MongoDB 3.6, the first that speaks OP_MSG.</summary>
    public const int OldestWireVersion = 6;

    /// <summary>The newest protocol that this client is written for (MongoDB 8).</summary>
    public const int NewestWireVersion = 25;

    private const int WireVersion40 = 7;
    private const int WireVersion44 = 9;

    /// <summary>Who it is, as we reach it.</summary>
    public required MongoHost Host { get; init; }

    public ServerType Type { get; init; }

    /// <summary>The oldest protocol version that it speaks.</summary>
    public int MinWireVersion { get; init; }

    /// <summary>The newest protocol version that it speaks; tells the server's version.</summary>
    public int MaxWireVersion { get; init; }

    /// <summary>The replica set's name; null outside of one.</summary>
    public string? SetName { get; init; }

    /// <summary>The version of the replica set's configuration.</summary>
    public long? SetVersion { get; init; }

    /// <summary>The election by which a primary became one.</summary>
    public ObjectId? ElectionId { get; init; }

    /// <summary>What the member of a replica set calls itself; null outside of one.</summary>
    public MongoHost? Me { get; init; }

    /// <summary>All members of its replica set by the names in the set's configuration.</summary>
    public IReadOnlyList<MongoHost> Members { get; init; } = [];

    /// <summary>Whom it takes for the primary.</summary>
    public MongoHost? Primary { get; init; }

    /// <summary>By which read preferences choose.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Tags { get; init; } = [];

    /// <summary>The time of the last write that it has, by the primary's clock.</summary>
    public DateTimeOffset? LastWrite { get; init; }

    public TopologyVersion? TopologyVersion { get; init; }

    /// <summary>Null: it has no sessions.</summary>
    public long? SessionTimeoutMinutes { get; init; }

    /// <summary>Its clock when it answered; null when it told none.</summary>
    public DateTimeOffset? LocalTime { get; init; }

    /// <summary>It takes <c>hello</c> for <c>isMaster</c>.</summary>
    public bool HelloOk { get; init; }

    /// <summary>It named the service behind a load balancer.</summary>
    public bool HasServiceId { get; init; }

    /// <summary>When this was learnt, by the monotonic clock.</summary>
    public TimeSpan UpdatedAt { get; init; }

    /// <summary>How long one answer to hello took; in a topology the average (<see cref="RoundTripTime"/>).</summary>
    public TimeSpan? RoundTrip { get; init; }

    /// <summary>Why nothing is known of it; null: it answered, or was not asked yet.</summary>
    public MongoException? Error { get; init; }

    /// <summary>How often all connections to it had to be thrown away; older ones are not used any more.</summary>
    public int Generation { get; init; }

    /// <summary>It holds documents, or leads to them: a login makes sense there.</summary>
    public bool HoldsDocuments => Type is ServerType.Standalone or ServerType.Mongos or ServerType.Primary
        or ServerType.Secondary or ServerType.LoadBalancer;

    /// <summary>4.0 and later: <c>$convert</c> is known.</summary>
    public bool ConvertsTypes => MaxWireVersion >= WireVersion40;

    /// <summary>4.4 and later: <c>comment</c> is allowed in every command.</summary>
    public bool TakesCommentEverywhere => MaxWireVersion >= WireVersion44;

    /// <summary>A server of which nothing is known.</summary>
    /// <param name="error">Why; null: it was not asked yet.</param>
    public static ServerDescription Unknown(MongoHost host, MongoException? error = null) => new()
    {
        Host = host,
        Error = error,
        TopologyVersion = error?.TopologyVersion,
    };

    /// <summary>Whether it is the same server as one that answered before, not another behind the same name.</summary>
    public bool IsSameServerAs(ServerDescription other) => Host == other.Host && SetName == other.SetName && Me == other.Me;
}
