namespace TraceLlm.Monitor.Net;

/// <summary>What a look at the newest page found.</summary>
/// <param name="Page">The page.</param>
/// <param name="New">Its traces that were not known, oldest first.</param>
/// <param name="IsExplained">The total grew by exactly these; else traces were skipped, deleted, replaced, or created long ago.</param>
/// <param name="Skipped">Traces behind the page's end that were never read.</param>
internal sealed record RestSweep(RestPage Page, IReadOnlyList<Trace> New, bool IsExplained, int Skipped);
