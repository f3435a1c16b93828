namespace TraceLlm.Monitor;

/// <summary>What the command line asks for.</summary>
internal abstract record CommandLineResult
{
    private CommandLineResult()
    {
    }

    /// <summary>Run the monitor.</summary>
    /// <param name="Options">Checked and complete.</param>
    /// <param name="Warnings">Lines about what was skipped in <c>.env</c>, for stderr; the dashboard would hide them, so after it.</param>
    public sealed record Run(MonitorOptions Options, IReadOnlyList<string> Warnings) : CommandLineResult;

    /// <summary>Write a text to stdout and exit with 0: help or version.</summary>
    public sealed record Print(string Text) : CommandLineResult;

    /// <summary>Write a line to stderr, nothing to stdout, and exit with 2. The line carries no line end.</summary>
    public sealed record UsageError(string Line) : CommandLineResult;
}
