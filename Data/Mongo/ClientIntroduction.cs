namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What the server's log is told of this client.</summary>
/// <param name="AppName">The application, 128 bytes at most.</param>
/// <param name="Version">The product's version.</param>
internal sealed record ClientIntroduction(string AppName, string Version)
{
    public const string DefaultAppName = "tracellm-monitor";
}
