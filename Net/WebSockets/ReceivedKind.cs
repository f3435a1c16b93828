namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>What one read of <see cref="MessageReader"/> brought.</summary>
internal enum ReceivedKind
{
    /// <summary>A text message.</summary>
    Text,

    /// <summary>A binary message, read and thrown away.</summary>
    Binary,

    /// <summary>A message above the cap, read and thrown away.</summary>
    Oversized,

    /// <summary>The peer closed the WebSocket.</summary>
    Closed,
}
