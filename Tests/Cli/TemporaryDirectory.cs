using System.Diagnostics;

namespace TraceLlm.Monitor.Tests.Cli;

/// <summary>A directory of its own for one test, removed at its end.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public string Location { get; } = Directory.CreateTempSubdirectory("tracellm-test-").FullName;

    public string PathOf(string name) => Path.Combine(Location, name);

    /// <summary>Makes a named pipe: to read it as a file waits for somebody who writes.</summary>
    public async Task MakePipeAsync(string name)
    {
        using Process mkfifo = Process.Start("mkfifo", PathOf(name));
        await mkfifo.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, mkfifo.ExitCode);
    }

    public void Dispose() => Directory.Delete(Location, recursive: true);
}
