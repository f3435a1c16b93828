namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>The peer broke the protocol (RFC 6455): nothing that follows can be understood. The message says how, in a few words.</summary>
internal sealed class FrameException(string message) : IOException(message);
