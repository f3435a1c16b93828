using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui;

/// <summary>What a user can ask for.</summary>
internal enum DashboardCommand
{
    None,

    /// <summary>Leave.</summary>
    Quit,

    /// <summary>Draw everything anew: another program wrote on the screen.</summary>
    Repaint,
}

/// <summary>Which key asks for what.</summary>
internal static class KeyMap
{
    /// <summary>Ctrl+C arrives as a key only from a terminal that does not turn it into a signal.</summary>
    public static DashboardCommand CommandOf(Key key) =>
        key.Is('q') || key.IsControl('c') ? DashboardCommand.Quit
        : key.IsControl('l') ? DashboardCommand.Repaint
        : DashboardCommand.None;
}
