namespace TraceLlm.Monitor.Data;

/// <summary>What is wrong with the text of a filter, and where.</summary>
/// <param name="Column">First character of the place, 0-based, in UTF-16 units of the text.</param>
/// <param name="Length">Characters of the place; 0 when something is missing there.</param>
/// <param name="Message">In our own words, without anything of the text: <c>no duration: write 800ms, 2s or 1.5m</c>.</param>
internal sealed record TraceFilterError(int Column, int Length, string Message);
