namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Bytes that are not what BSON or OP_MSG allows. The message is a short reason in our own words without any of the bytes;
/// the connection turns it into a <see cref="MongoException"/> that names the server.
/// </summary>
internal sealed class WireFormatException(string reason) : Exception(reason);
