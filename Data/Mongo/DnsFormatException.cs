namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Bytes that are no well formed answer of a name server. The message says what is wrong, without the bytes.</summary>
internal sealed class DnsFormatException(string message) : Exception(message);
