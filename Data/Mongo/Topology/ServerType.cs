namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>What a server is (MongoDB specifications, server discovery, "ServerType").</summary>
internal enum ServerType
{
    /// <summary>Not asked yet, or it did not answer as it should.</summary>
    Unknown,

    /// <summary>Not asked yet; another member takes it for the primary.</summary>
    PossiblePrimary,

    Standalone,

    /// <summary>The router of a sharded cluster.</summary>
    Mongos,

    Primary,
    Secondary,

    /// <summary>Votes and holds no documents.</summary>
    Arbiter,

    /// <summary>A member that cannot be read from: hidden, starting, recovering or removed.</summary>
    OtherMember,

    /// <summary>It was started as a member and does not know of which replica set.</summary>
    Ghost,

    LoadBalancer,
}
