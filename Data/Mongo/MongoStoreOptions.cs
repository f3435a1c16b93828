namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Which traces to read from where.</summary>
internal sealed record MongoStoreOptions
{
    /// <summary>The servers.</summary>
    public required MongoUri Uri { get; init; }

    /// <summary>The database and how to speak to it.</summary>
    public required MongoClientOptions Client { get; init; }

    /// <summary>Have the server tell what is stored (a change stream) instead of polling, where it can.</summary>
    public bool FollowsChanges { get; init; }

    /// <summary>Which of the database's traces.</summary>
    public TraceStoreFilter Filter { get; init; } = TraceStoreFilter.None;
}
