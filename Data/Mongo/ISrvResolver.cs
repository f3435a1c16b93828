namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Finds the servers of a mongodb+srv connection string by DNS (MongoDB specifications, initial DNS seedlist
/// discovery).</summary>
internal interface ISrvResolver
{
    /// <param name="uri">A string whose <see cref="MongoUri.IsSrv"/> is set.</param>
    /// <param name="deadline">When all answers must be there.</param>
    /// <returns>The same with its servers and the options that DNS adds, no longer a mongodb+srv string.</returns>
    /// <exception cref="MongoException">The lookup failed, or its answer is not safe to follow.</exception>
    Task<MongoUri> ResolveAsync(MongoUri uri, Deadline deadline, CancellationToken cancellation);
}
