namespace TraceLlm.Monitor.Data;

/// <summary>placeholder</summary>
internal sealed class TraceBook;
