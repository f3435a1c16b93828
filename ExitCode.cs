namespace TraceLlm.Monitor;

/// <summary>What the process returns; 128 plus the signal's number where a signal ended it.</summary>
internal static class ExitCode
{
    /// <summary>Ctrl+C or <c>q</c>.</summary>
    public const int Success = 0;

    public const int Crash = 1;

    public const int Usage = 2;

    /// <summary>SIGHUP, or the terminal was closed.</summary>
    public const int HangUp = 129;

    /// <summary>SIGQUIT.</summary>
    public const int Quit = 131;

    /// <summary>SIGTERM.</summary>
    public const int Terminated = 143;
}
