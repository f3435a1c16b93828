namespace TraceLlm.Monitor.Net;

/// <summary>What a look at the newest page found.</summary>
/// <param name="Page">The page.</param>
/// <param name="New">Its traces that were stored since the last look, oldest first.</param>
/// <param name="Surfaced">Its traces that stood behind the last page's end then, oldest first.</param>
/// <param name="IsExplained">The total grew by exactly the new ones; else traces were skipped, deleted, replaced, or created long ago.</param>
/// <param name="Skipped">Traces behind the page's end that were never read.</param>
internal sealed record RestSweep(
    RestPage Page, IReadOnlyList<Trace> New, IReadOnlyList<Trace> Surfaced, bool IsExplained, int Skipped);
