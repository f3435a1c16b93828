namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Takes one document of an answer. The document lies in the receive buffer and must not be kept.</summary>
internal delegate void DocumentReader(BsonReader document);
