namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>How the client presents itself and how long it waits.</summary>
internal sealed record MongoClientOptions
{
    /// <summary>The database that holds the traces.</summary>
    public required string Database { get; init; }

    /// <summary>The product's version, told to the server.</summary>
    public required string Version { get; init; }

    /// <summary>Name lookup, connecting and the first exchange, for all servers of the connection string together.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Who looks up the servers of mongodb+srv connection strings.</summary>
    public ISrvResolver SrvResolver { get; init; } = new SrvResolver(new DnsClient(DnsServers.Find), Random.Shared);

    /// <summary>Makes the nonces of logins.</summary>
    public Func<string> NewNonce { get; init; } = ScramConversation.NewNonce;

    /// <summary>How long an answer may take beyond the time that the server was given for its work.</summary>
    public TimeSpan AnswerMargin { get; init; } = TimeSpan.FromSeconds(5);
}
