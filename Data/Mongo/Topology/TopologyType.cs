namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>What the servers are together (MongoDB specifications, server discovery, "TopologyType").</summary>
internal enum TopologyType
{
    /// <summary>No server has told yet.</summary>
    Unknown,

    /// <summary>One server, whatever it is.</summary>
    Single,

    ReplicaSetNoPrimary,
    ReplicaSetWithPrimary,
    Sharded,

    /// <summary>One address with many routers behind it, of which nothing is known.</summary>
    LoadBalanced,
}
