namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Reads the body of a reply that reports no error.</summary>
/// <returns>The cursor's id (0: the server holds nothing more), or a count.</returns>
/// <exception cref="WireFormatException">It is not well formed.</exception>
internal delegate long ReplyReader(ReadOnlySpan<byte> body);
