using TraceLlm.Monitor.Tests.Support;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tests.Tui;

/// <summary>The one table of keys.</summary>
public sealed class KeyMapTests
{
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

    [Fact]
    public void Keys_are_described_whole_on_the_narrowest_screen()
    {
        var screen = new DashboardScreen(40, 50);

        screen.Press("?");

        Assert.DoesNotContain("…", screen.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Plus_needs_no_shift_key() =>
        Assert.Equal(DashboardCommand.LengthenRefresh, KeyMap.CommandOf(Key.Of('='), KeyScope.Table));

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
}
