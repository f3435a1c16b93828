namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What DNS says about a mongodb+srv connection string.</summary>
/// <param name="Uri">The string with its servers and the options that DNS adds, no longer one to look up.</param>
/// <param name="ValidFor">How long the list of servers holds: a deployment whose members are not told by its servers themselves
/// (MongoDB specifications, polling-srv-records-for-mongos-discovery) has to be looked up again then.</param>
internal sealed record SrvAnswer(MongoUri Uri, TimeSpan ValidFor);
