namespace TraceLlm.Monitor.Cli;

/// <summary>The command line, the environment or <c>.env</c> asks for something impossible. The message is one line in our own words:
/// what was given, where, and what is allowed.</summary>
internal sealed class UsageException(string message) : Exception(message);
