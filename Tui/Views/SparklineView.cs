using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The latencies of the last traces as small columns; the gap stands behind the newest.</summary>
internal sealed class SparklineView(Canvas canvas)
{
    public const int Columns = LatencyTrail.Length;

    /// <summary>Upper ends of the lower seven of eight heights. Fixed, so that a slow trace does not redraw the others.</summary>
    private static readonly double[] HeightsMs = [150, 300, 600, 900, 1500, 3000, 6000];

    /// <returns>The columns used.</returns>
    public int Draw(LatencyTrail trail, int column, int row)
    {
        for (int cell = 0; cell < LatencyTrail.Length; cell++)
        {
            if (trail[cell] is { } latencyMs)
            {
                canvas.Screen.PutGlyph(column + cell, row, canvas.Glyphs.Levels[HeightOf(latencyMs)], canvas.Theme.Sparkline);
            }
        }

        return Columns;
    }

    private static int HeightOf(double latencyMs)
    {
        int height = 0;
        while (height < HeightsMs.Length && latencyMs >= HeightsMs[height])
        {
            height++;
        }

        return height;
    }
}
