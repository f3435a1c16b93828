namespace TraceLlm.Monitor.Net.WebSockets;

/// <summary>One message.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The text, UTF-8; empty for every other kind. Valid, and free to be overwritten, until the next
/// read.</param>
internal readonly record struct ReceivedMessage(ReceivedKind Kind, Memory<byte> Text = default);
