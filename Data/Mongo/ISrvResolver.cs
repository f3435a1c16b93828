namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Finds the servers of a mongodb+srv connection string by DNS (MongoDB specifications, initial DNS seedlist
/// discovery).</summary>
internal interface ISrvResolver
{
    /// <param name="uri">A string whose <see cref="MongoUri.IsSrv"/> is set.</param>
    /// <param name="deadline">When all answers must be there.</param>
    /// <exception cref="MongoException">The lookup failed, or its answer is not safe to follow.</exception>
    Task<SrvAnswer> ResolveAsync(MongoUri uri, Deadline deadline, CancellationToken cancellation);

    /// <summary>Looks the servers of the same string up again, without the options. To be called when the last answer is no longer
    /// valid, while the topology is unknown or sharded.</summary>
    /// <param name="uri">As for <see cref="ResolveAsync"/>.</param>
    /// <param name="known">The servers in use: those that are still listed stay.</param>
    /// <param name="deadline">When the answer must be there.</param>
    /// <returns>Null when the lookup failed or lists no server that can be trusted: the known ones stay in use, and it is asked again
    /// soon.</returns>
    Task<SrvServers?> ResolveAgainAsync(
        MongoUri uri, IReadOnlyCollection<MongoHost> known, Deadline deadline, CancellationToken cancellation);
}
