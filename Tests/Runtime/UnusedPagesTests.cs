using System.Globalization;
using TraceLlm.Monitor.Runtime;

namespace TraceLlm.Monitor.Tests.Runtime;

public sealed class UnusedPagesTests
{
    [Fact]
    public void Release_gives_pages_of_files_back_and_the_program_runs_on()
    {
        long before = ResidentFileKilobytes();
        UnusedPages.Release();
        long after = ResidentFileKilobytes();

        Assert.True(after < before, $"{before} kB before, {after} kB after");
    }

    /// <summary>RssFile of proc(5).</summary>
    private static long ResidentFileKilobytes()
    {
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("RssFile:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Replace("kB", "", StringComparison.Ordinal).Trim(), CultureInfo.InvariantCulture);
    }
}
