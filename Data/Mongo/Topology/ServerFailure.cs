namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>A command failed (MongoDB specifications, server discovery, "Application errors").</summary>
/// <param name="Host">Who was asked.</param>
/// <param name="Error">What went wrong.</param>
/// <param name="Generation">That of the connection: a failure of one that is thrown away anyway says nothing new.</param>
/// <param name="MaxWireVersion">The server's, as told on that connection.</param>
internal readonly record struct ServerFailure(MongoHost Host, MongoException Error, int Generation, int MaxWireVersion);
