namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// A login that must not go on: the server's side of it cannot be believed, or the password cannot be used. The message is a
/// reason in our own words without any secret; it becomes a <see cref="MongoException"/> that names the server.
/// </summary>
internal sealed class LoginException(string reason) : Exception(reason);
