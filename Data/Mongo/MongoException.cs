using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>A read of MongoDB failed: the network, the protocol, or the server's own answer.</summary>
internal sealed class MongoException : StoreException
{
    public MongoException(string message)
        : base(message)
    {
    }

    public MongoException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The server's error code; null when the server did not answer, or without a code.</summary>
    public int? Code { get; init; }

    /// <summary>The server changed its role or is going away: another one, or this one later, has to be asked.</summary>
    public bool IsStateChange { get; init; }

    /// <summary>The server is going away, and its connections with it.</summary>
    public bool IsShutdown { get; init; }

    /// <summary>The connection could not be made or broke; not: no answer in time.</summary>
    public bool IsNetworkFailure { get; init; }

    /// <summary>Nothing came in time.</summary>
    public bool IsNoAnswer { get; init; }

    /// <summary>The server's answer is one that may be gone a moment later or on another server.</summary>
    public bool MayPass { get; init; }

    /// <summary>A read that failed so is worth one more try (MongoDB specifications, retryable reads).</summary>
    public bool IsRetryable => IsNetworkFailure || IsNoAnswer || MayPass;

    /// <summary>The state in which the server reported the error; null when it told none.</summary>
    public TopologyVersion? TopologyVersion { get; init; }

    /// <summary>The server says that a change stream can go on after this error by its resume token.</summary>
    public bool IsLabelledResumable { get; init; }

    /// <summary>The server does not know an operator, a stage, an option or the command: a plainer form may work.</summary>
    public bool IsFeatureRefused { get; init; }
}
