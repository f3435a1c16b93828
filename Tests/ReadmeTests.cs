using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui;

namespace TraceLlm.Monitor.Tests;

/// <summary>What the README copies from elsewhere: the table of keys and screens (rewritten with TRACELLM_UPDATE_GOLDEN=1).</summary>
public sealed class ReadmeTests
{
    private static readonly string ReadmePath = Repository.PathOf("README.md");

    [Fact]
    public void Readme_has_the_table_of_keys() => AssertCopied("keys", KeyTable());

    [Theory]
    [InlineData("live-80x24")]
    [InlineData("view-detail-80x24")]
    [InlineData("view-models-80x24")]
    [InlineData("view-filter-error-80x24")]
    public void Readme_has_the_screen(string name) =>
        AssertCopied(name, $"```\n{File.ReadAllText(Repository.PathOf($"Tests/Tui/Golden/{name}.txt"))}```\n");

    private static void AssertCopied(string name, string expected)
    {
        (string begin, string end) = ($"<!-- generated: {name} -->\n", "<!-- end -->\n");
        string readme = File.ReadAllText(ReadmePath);
        int from = readme.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = readme.IndexOf(end, from, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("TRACELLM_UPDATE_GOLDEN") == "1")
        {
            readme = readme[..from] + expected + readme[to..];
            to = from + expected.Length;
            File.WriteAllText(ReadmePath, readme);
        }

        Assert.Equal(expected, readme[from..to]);
    }

    private static string KeyTable()
    {
        var table = new StringBuilder("| key | | where |\n|---|---|---|\n");
        foreach (KeyBinding binding in KeyMap.Bindings)
        {
            string keys = string.Join(", ", binding.Label.Split(' ').Select(key => $"`{key}`"));
            table.Append($"| {keys} | {binding.Help} | {PlaceOf(binding.Scope)} |\n");
        }

        return table.ToString();
    }

    private static string PlaceOf(KeyScope scope) => scope switch
    {
        KeyScope.Everywhere => "",
        KeyScope.Table => "dashboard",
        KeyScope.Trace => "trace",
        KeyScope.Table | KeyScope.Trace => "dashboard, trace",
        KeyScope.Table | KeyScope.Models => "dashboard, models",
        KeyScope.Table | KeyScope.Models | KeyScope.Trace => "all but help",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "name it"),
    };
}
