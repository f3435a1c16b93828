namespace TraceLlm.Monitor.Net;

/// <summary>What a message of the backend is.</summary>
internal enum TraceMessageKind
{
    /// <summary>No JSON object, one without a type, or an announcement without a readable trace.</summary>
    Malformed,

    /// <summary><c>system.connected</c>, sent once by the backend when a client connects.</summary>
    Welcome,

    /// <summary><c>system.pong</c>, the answer to our ping.</summary>
    Pong,

    /// <summary><c>trace.created</c> with its trace.</summary>
    TraceCreated,

    /// <summary>Any other type: ignored.</summary>
    Other,
}
