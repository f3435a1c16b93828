using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Views;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>A dashboard without a terminal: events in, rows of text out.</summary>
internal sealed class DashboardScreen
{
    private readonly ScreenBuffer _buffer;
    private readonly Dashboard _dashboard;

    public DashboardScreen(
        int columns, int rows, Func<DashboardOptions, DashboardOptions>? change = null, Glyphs? glyphs = null,
        ColorMode colors = ColorMode.Ansi16)
    {
        glyphs ??= Glyphs.Unicode;
        var options = new DashboardOptions
        {
            Refresh = TimeSpan.FromSeconds(2),
            Limit = 10,
            History = 1000,
            FindTimeZone = () => TimeZoneInfo.Utc,
            BackendAddress = "127.0.0.1:8000",
            StoreName = "mongodb 127.0.0.1/tracellm",
            StoreAddress = "mongodb://127.0.0.1:27017",
        };
        options = change?.Invoke(options) ?? options;
        _buffer = new ScreenBuffer(columns, rows, glyphs);
        State = new DashboardState(options);
        Themes = new ThemeCatalog(colors, options.Theme);
        _dashboard = new Dashboard(new Canvas(_buffer, glyphs, new Sanitizer(glyphs.TextMode), Themes), options);
    }

    public DashboardState State { get; }

    public ThemeCatalog Themes { get; }

    public void Apply(params SourceEvent[] events)
    {
        foreach (SourceEvent sourceEvent in events)
        {
            State.Apply(sourceEvent, SampleTraces.At(0));
        }
    }

    /// <summary>Presses keys by their characters, drawing after each as the main loop does.</summary>
    public void Press(string characters)
    {
        foreach (char character in characters)
        {
            Press(Key.Of(character));
        }
    }

    public void Press(params Key[] keys)
    {
        foreach (Key key in keys)
        {
            if (State.Filter.IsOpen)
            {
                State.Type(key);
            }
            else
            {
                State.Apply(KeyMap.CommandOf(key, State.Scope), SampleTraces.At(0));
            }

            _dashboard.Render(State);
        }
    }

    public void Press(KeyCode code) => Press(new Key(code));

    /// <summary>The first cell of the row that is marked as selected and what follows, without blanks; empty when none is.</summary>
    public string SelectedLine() =>
        Text().Split('\n').FirstOrDefault(line => line.Contains('▸', StringComparison.Ordinal))?.Split('▸')[1].Trim(' ', '│') ?? "";

    /// <summary>The frame as it is now.</summary>
    public ScreenBuffer Render()
    {
        _dashboard.Render(State);
        return _buffer;
    }

    public void Draw() => _dashboard.Render(State);

    /// <summary>The rows, without the blanks at their ends.</summary>
    public string Text()
    {
        Draw();
        return string.Join('\n', Enumerable.Range(0, _buffer.Rows).Select(row => _buffer.RowText(row).TrimEnd())) + "\n";
    }
}
