namespace TraceLlm.Monitor.Cli;

/// <summary>One statement of a <c>.env</c> file.</summary>
/// <param name="Name">The variable; null: the statement could not be read.</param>
/// <param name="Value">Its value; null: the name stands alone, without <c>=</c>.</param>
/// <param name="Line">The 1-based line where it begins.</param>
internal readonly record struct DotEnvEntry(string? Name, string? Value, int Line);
