using System.Text;
using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>The one table of keys, and the README's copy of it (rewritten with TRACELLM_UPDATE_GOLDEN=1).</summary>
public sealed class KeyMapTests
{
    private const string Begin = "<!-- keys: generated, see KeyMapTests -->\n";
    private const string End = "<!-- end of keys -->\n";

    [Fact]
    public void Readme_has_the_table_of_keys()
    {
        string path = Repository.PathOf("README.md");
        string readme = File.ReadAllText(path);
        (int from, int to) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        if (Environment.GetEnvironmentVariable("TRACELLM_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(path, readme[..from] + Table() + readme[to..]);
        }

        string written = File.ReadAllText(path);
        Assert.Equal(Table(), written[from..written.IndexOf(End, StringComparison.Ordinal)]);
    }

    [Fact]
    public void Key_means_one_thing_in_each_place()
    {
        var seen = new HashSet<(Key, KeyScope)>();
        foreach (KeyBinding binding in KeyMap.Bindings)
        {
            foreach (KeyScope scope in (KeyScope[])[KeyScope.Table, KeyScope.Trace, KeyScope.Models, KeyScope.Help])
            {
                Assert.All(binding.Keys, key => Assert.True((binding.Scope & scope) == 0 || seen.Add((key, scope)), $"{key} in {scope}"));
            }
        }
    }

    [Fact]
    public void Every_command_has_a_key() => Assert.Equal(
        Enum.GetValues<DashboardCommand>().Where(command => command != DashboardCommand.None).Order(),
        KeyMap.Bindings.Select(binding => binding.Command).Order());

    [Theory]
    [InlineData('q')]
    [InlineData('p')]
    [InlineData('?')]
    [InlineData(' ')]
    public void Typing_in_a_field_is_no_command(char character) =>
        Assert.Equal(DashboardCommand.None, KeyMap.CommandInField(Key.Of(character)));

    [Fact]
    public void Control_c_stops_in_a_field_too() =>
        Assert.Equal(DashboardCommand.Quit, KeyMap.CommandInField(Key.Of('c', KeyModifiers.Control)));

    private static string Table()
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
