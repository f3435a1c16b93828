using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui;

/// <summary>One line of the table of keys: the footer, the help view and the README are made of it.</summary>
/// <param name="Command">What is asked for.</param>
/// <param name="Scope">Where it works.</param>
/// <param name="Label">The keys as a person reads them, in ASCII.</param>
/// <param name="Help">What it does.</param>
/// <param name="Footer">One word for the footer; null: not there.</param>
/// <param name="Keys">The keys.</param>
internal sealed record KeyBinding(
    DashboardCommand Command, KeyScope Scope, string Label, string Help, string? Footer, params Key[] Keys)
{
    /// <summary>Where the footer shows it.</summary>
    public KeyScope FooterScope { get; init; } = Scope;
}
