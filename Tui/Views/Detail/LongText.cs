namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>What a <see cref="TextSection"/> shows.</summary>
/// <param name="Raw">Untrusted; null: the section is left out.</param>
/// <param name="IsCut">There was more.</param>
/// <param name="IsFailure">It tells what went wrong.</param>
internal readonly record struct LongText(string? Raw, bool IsCut = false, bool IsFailure = false);
