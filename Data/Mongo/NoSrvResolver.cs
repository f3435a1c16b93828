namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Says that servers cannot be looked up.</summary>
internal sealed class NoSrvResolver : ISrvResolver
{
    public Task<MongoUri> ResolveAsync(MongoUri uri, Deadline deadline, CancellationToken cancellation) =>
        throw new MongoException($"finding the servers of {uri.Hosts[0].Name} by DNS (mongodb+srv://) is not supported yet; "
            + "name them in a mongodb:// connection string");
}
