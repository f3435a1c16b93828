using System.Buffers;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>Decides which trace ids may be handed to the terminal's clipboard.</summary>
internal static class CopiedId
{
    /// <summary>Real ids have 36 characters; one as long as what is kept of an id may have been cut.</summary>
    private const int MaxCharacters = 100;

    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.:");

    /// <summary>What is pasted into a shell must not be able to mean anything but itself.</summary>
    public static bool IsSafe(string traceId) =>
        traceId.Length is > 0 and <= MaxCharacters && !traceId.StartsWith('-') && !traceId.AsSpan().ContainsAnyExcept(Allowed);
}
