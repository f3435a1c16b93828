using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>A part of the help: some lines below one another, of which those in sight are drawn.</summary>
internal interface IHelpSection
{
    /// <summary>Looks at what there is to show; does nothing when that is what it was.</summary>
    /// <returns>Lines; 0: the section is left out.</returns>
    int Prepare(DashboardState state, int columns);

    /// <param name="line">0-based, below what <see cref="Prepare"/> returned.</param>
    /// <param name="area">One row.</param>
    void DrawLine(int line, Rect area);
}
