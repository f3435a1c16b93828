namespace TraceLlm.Monitor.Tui;

/// <summary>Where a key works.</summary>
[Flags]
internal enum KeyScope
{
    None = 0,

    /// <summary>The dashboard with its rows.</summary>
    Table = 1,

    /// <summary>One trace, whole.</summary>
    Trace = 2,

    /// <summary>The figures per model.</summary>
    Models = 4,

    /// <summary>The list of keys.</summary>
    Help = 8,

    Everywhere = Table | Trace | Models | Help,
}
