using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Views;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A dashboard that rests, drawn and rendered as often as is asked: what a frame allocates, no row being new.</summary>
internal sealed class SteadyFrames
{
    private const int Traces = 1000;
    private const int FramesBefore = 200;
    private const int Frames = 1000;

    private readonly ScreenBuffer _screen = new(120, 40, Glyphs.Unicode);
    private readonly ScreenDiff _diff = new(ColorMode.Ansi16);
    private readonly DashboardState _state;
    private readonly Dashboard _dashboard;

    public SteadyFrames()
    {
        var options = new DashboardOptions
        {
            Refresh = TimeSpan.FromSeconds(2),
            Limit = 10,
            History = Traces,
            FindTimeZone = () => TimeZoneInfo.Utc,
            StoreName = "mongodb 127.0.0.1/tracellm",
        };
        _state = new DashboardState(options);
        _dashboard = new Dashboard(new Canvas(_screen, Glyphs.Unicode, new Sanitizer(TextMode.Unicode), new ThemeCatalog(ColorMode.Ansi16)), options);
        Trace[] stored = [.. Enumerable.Range(0, Traces).Select(number => SampleTraces.Announced($"{number}").Stored())];
        _state.Apply(new SourceEvent.NewestRead(stored), SampleTraces.At(0));
    }

    /// <summary>Bytes for each of many frames, the first ones apart: the selection moves in every one.</summary>
    public double AllocatedBytesPerFrame()
    {
        Draw(FramesBefore);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Draw(Frames);
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Frames;
    }

    private void Draw(int frames)
    {
        for (int frame = 0; frame < frames; frame++)
        {
            _state.Apply(frame % 2 == 0 ? DashboardCommand.Down : DashboardCommand.Up, SampleTraces.At(0));
            _dashboard.Render(_state);
            _ = _diff.Render(_screen);
        }
    }
}
