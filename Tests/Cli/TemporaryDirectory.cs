namespace TraceLlm.Monitor.Tests.Cli;

/// <summary>A directory of its own for one test, removed at its end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Location { get; } = Directory.CreateTempSubdirectory("tracellm-test-").FullName;

    public string PathOf(string name) => Path.Combine(Location, name);

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
