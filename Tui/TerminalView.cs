using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Views;

namespace TraceLlm.Monitor.Tui;

/// <summary>The full screen: dashboard state, drawn to a terminal.</summary>
internal sealed class TerminalView : IMonitorView
{
    private readonly Terminal _terminal;
    private readonly DashboardState _state;
    private readonly ThemeCatalog _themes;
    private readonly Dashboard _dashboard;

    public TerminalView(Terminal terminal, DashboardOptions options)
    {
        _terminal = terminal;
        _state = new DashboardState(options);
        _themes = new ThemeCatalog(terminal.ColorMode, options.Theme);
        var canvas = new Canvas(terminal.Screen, terminal.Glyphs, new Sanitizer(terminal.TextMode), _themes);
        _dashboard = new Dashboard(canvas, options);
    }

    public TimeSpan? NextTickAt => _state.NextTickAt;

    public bool Apply(SourceEvent sourceEvent, Moment now) => _state.Apply(sourceEvent, now);

    public ViewResponse Apply(TerminalInput input, Moment now) => input switch
    {
        TerminalInput.Key key => Follow(key.Value, now),
        TerminalInput.OutputReady => ViewResponse.Redraw,
        TerminalInput.HangUp => ViewResponse.HangUp,

        TerminalInput.Paste paste => _state.Paste(paste.Text) ? ViewResponse.Redraw : ViewResponse.None,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public bool Tick(Moment now) => _state.Tick(now);

    public bool TryTakeRequest(out SourceRequest? request) => _state.TryTakeRequest(out request);

    public void Invalidate()
    {
        _terminal.RefreshSize();
        _terminal.Invalidate();
    }

    public bool Continue() => _terminal.Resume();

    public bool Draw()
    {
        _dashboard.Render(_state);
        if (_state.TryTakeClipboard(out string? text))
        {
            _terminal.Copy(text!);
        }

        return _terminal.Present() != PresentResult.Pending;
    }

    public void LeaveToStop() => _terminal.LeaveToStop();

    public bool Suspend() => _terminal.Suspend();

    private ViewResponse Follow(Key key, Moment now)
    {
        if (!_state.Filter.IsOpen)
        {
            return CarryOut(KeyMap.CommandOf(key, _state.Scope), now);
        }

        DashboardCommand command = KeyMap.CommandInField(key);
        return command != DashboardCommand.None ? CarryOut(command, now)
            : _state.Type(key) ? ViewResponse.Redraw
            : ViewResponse.None;
    }

    private ViewResponse CarryOut(DashboardCommand command, Moment now)
    {
        switch (command)
        {
            case DashboardCommand.Quit:
                return ViewResponse.Quit;
            case DashboardCommand.Repaint:
                Invalidate();
                return ViewResponse.Redraw;
            case DashboardCommand.NextTheme:
                _themes.Next();
                _state.Apply(command, now);
                return ViewResponse.Redraw;
            default:
                return _state.Apply(command, now) ? ViewResponse.Redraw : ViewResponse.None;
        }
    }
}
