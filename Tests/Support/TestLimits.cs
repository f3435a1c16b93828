namespace TraceLlm.Monitor.Tests.Support;

internal static class TestLimits
{
    /// <summary>Turns a hang into a failure; nothing is measured by it.</summary>
    public static readonly TimeSpan Hang = TimeSpan.FromSeconds(30);
}
