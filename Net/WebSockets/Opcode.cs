namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>What a frame is (RFC 6455 section 5.2); the numbers between are reserved.</summary>
internal enum Opcode : byte
{
    /// <summary>More of the message that has begun.</summary>
    Continuation = 0x0,
    Text = 0x1,
    Binary = 0x2,
    Close = 0x8,
    Ping = 0x9,
    Pong = 0xA,
}
