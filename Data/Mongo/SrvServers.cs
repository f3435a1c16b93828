namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The servers that DNS lists.</summary>
/// <param name="Hosts">At least one, each once; their names in lower case.</param>
/// <param name="ValidFor">How long the list holds: the least time that one of its records may be remembered, but a minute at
/// least.</param>
internal sealed record SrvServers(IReadOnlyList<MongoHost> Hosts, TimeSpan ValidFor);
