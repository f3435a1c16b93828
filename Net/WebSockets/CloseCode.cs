namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>Why a WebSocket is closed (RFC 6455 section 7.4): the codes that are used here.</summary>
internal static class CloseCode
{
    public const ushort Normal = 1000;

    public const ushort ProtocolError = 1002;

    /// <summary>A message is too big to be processed.</summary>
    public const ushort TooBig = 1009;

    /// <summary>Stands for a Close frame without a code; never sent.</summary>
    public const ushort None = 1005;

    /// <summary>Whether a peer may send it: not what is reserved for what no frame says, and not what nobody has defined.</summary>
    public static bool MaySend(ushort code) => code is (>= 1000 and <= 1014 and not 1004 and not None and not 1006) or (>= 3000 and <= 4999);
}
