using System.Text.Json;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>MongoDB's own cases (its driver specifications), read from the shared folder.</summary>
internal static class MongoSuite
{
    /// <summary>The <c>tests</c> of every file below a folder; the test is skipped where the folder is absent.</summary>
    public static IEnumerable<(string Name, JsonElement Test)> Tests(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(PathOf(folder), "*.json").Order(StringComparer.Ordinal))
        {
            foreach (JsonElement test in Read(file).GetProperty("tests").EnumerateArray())
            {
                yield return ($"{Path.GetFileName(file)}: {test.GetProperty("description").GetString()}", test);
            }
        }
    }

    /// <summary>The suites with one case in each file, found in the folder and below it.</summary>
    public static IEnumerable<(string Name, JsonElement Test)> Files(string folder)
    {
        string full = PathOf(folder);
        foreach (string file in Directory.EnumerateFiles(full, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            yield return (Path.GetRelativePath(full, file), JsonDocument.Parse(File.ReadAllBytes(file)).RootElement);
        }
    }

    public static JsonElement Read(string path) => JsonDocument.Parse(File.ReadAllBytes(PathOf(path))).RootElement;

    /// <summary>A file or folder of the suites; skips the running test where there is none.</summary>
    public static string PathOf(string path)
    {
        string? full = TestData.Folder is string shared ? Path.Combine(shared, "mongo-spec-tests", path) : null;
        Assert.SkipUnless(
            File.Exists(full) || Directory.Exists(full),
            $"mongo-spec-tests/{path} is not there: set TRACELLM_TEST_DATA to the folder that holds it");
        return full!;
    }
}
