using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>A part of an open trace: some lines below one another, of which those in sight are drawn.</summary>
internal interface IDetailSection
{
    /// <summary>Looks at what there is to show; does nothing when that is what it was.</summary>
    /// <returns>Lines.</returns>
    int Prepare(DetailState detail, int columns);

    /// <param name="line">0-based, below what <see cref="Prepare"/> returned.</param>
    /// <param name="area">One row.</param>
    void DrawLine(DetailState detail, int line, Rect area);
}
