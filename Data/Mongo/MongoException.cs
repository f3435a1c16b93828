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

    /// <summary>The server does not know an operator, a stage, an option or the command: a plainer form may work.</summary>
    public bool IsFeatureRefused { get; init; }
}
