namespace TraceLlm.Monitor.Net.Demo;

/// <summary>When the next trace comes: calm traffic, bursts, and pauses in turn.</summary>
internal sealed class DemoPace(Random random)
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(200);

    private static readonly (int MinTraces, int MaxTraces, double MeanMs)[] Phases =
    [
        (12, 30, 550),
        (15, 40, 40),
        (8, 20, 900),
        (1, 1, 6000),
    ];

    private int _phase = -1;
    private int _left;

    /// <summary>The wait before the next trace; the first is short, so that something moves at once.</summary>
    public TimeSpan Next()
    {
        if (_phase < 0)
        {
            _phase = 0;
            _left = Phases[0].MinTraces;
            return First;
        }

        if (_left == 0)
        {
            _phase = (_phase + 1) % Phases.Length;
            _left = random.Next(Phases[_phase].MinTraces, Phases[_phase].MaxTraces + 1);
        }

        _left--;

        // Exponential, as independent calls arrive, but never so long that the demo seems to have died.
        double factor = Math.Min(-Math.Log(1 - random.NextDouble()), 2);
        return TimeSpan.FromMilliseconds(Phases[_phase].MeanMs * factor);
    }
}
