using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>What a view's title adds while the screen is paused.</summary>
internal static class PauseText
{
    /// <summary>With a separator before it; empty while the screen goes on.</summary>
    public static SafeFormat Of(DashboardState state, Canvas canvas) => state.Pause.IsPaused
        ? SafeFormat.Of($" {canvas.Glyphs.Separator} paused, {state.Pause.HeldBack:N0} held back")
        : $"";
}
