namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What the server's log is told of this client.</summary>
/// <param name="AppName">The application, 128 bytes at most.</param>
/// <param name="Version">The product's version.</param>
/// <param name="IsLoadBalanced">The server is behind a load balancer, and is told that we know.</param>
internal sealed record ClientIntroduction(string AppName, string Version, bool IsLoadBalanced = false)
{
    public const string DefaultAppName = "tracellm-monitor";
}
