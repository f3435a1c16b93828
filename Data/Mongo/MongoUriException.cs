namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// A connection string that cannot be used. The message quotes nothing that could be part of a password: of the string it repeats
/// the names of options at most.
/// </summary>
internal sealed class MongoUriException(string message) : StoreException(message);
