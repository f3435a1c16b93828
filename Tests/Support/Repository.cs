using System.Runtime.CompilerServices;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
    private static readonly string[] NotSources = ["bin", "obj", "dist", "artifacts", "node_modules"];

    /// <summary>The directory of TraceLlm.Monitor.csproj.</summary>
    public static string Root { get; } = FindRoot();

    public static string PathOf(string relativePath) => Path.Combine(Root, relativePath);

    /// <summary>Every C# file, build products apart, sorted by path.</summary>
    public static IReadOnlyList<SourceFile> ReadSources() =>
    [
        .. FindSources(new DirectoryInfo(Root))
            .Select(file => SourceFile.Parse(Path.GetRelativePath(Root, file.FullName), File.ReadAllText(file.FullName)))
            .OrderBy(source => source.Location, StringComparer.Ordinal),
    ];

    private static IEnumerable<FileInfo> FindSources(DirectoryInfo directory)
    {
        IEnumerable<FileInfo> below = directory.EnumerateDirectories()
            .Where(inner => !NotSources.Contains(inner.Name) && !inner.Name.StartsWith('.'))
            .SelectMany(FindSources);
        return directory.EnumerateFiles("*.cs").Concat(below);
    }

    /// <summary>Upwards from where the tests run; build products kept elsewhere are traced by the path of this source file.</summary>
    private static string FindRoot([CallerFilePath] string sourcePath = "")
    {
        foreach (string start in (string[])[AppContext.BaseDirectory, Path.GetDirectoryName(sourcePath) ?? "."])
        {
            for (DirectoryInfo? directory = new(start); directory is not null; directory = directory.Parent)
            {
                if (File.Exists(Path.Combine(directory.FullName, "TraceLlm.Monitor.csproj")))
                {
                    return directory.FullName;
                }
            }
        }

        throw new DirectoryNotFoundException("the checkout of the tests is not there any more");
    }
}
