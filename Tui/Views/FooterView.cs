using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The last line inside the frame: the keys that matter, or what came of the last one.</summary>
internal sealed class FooterView
{
    private readonly Canvas _canvas;
    private readonly CachedText _error;
    private readonly CachedText _theme;
    private readonly FilterFieldView _field;
    private readonly (KeyScope Scope, SafeText Key, SafeText Word)[] _hints;

    public FooterView(Canvas canvas)
    {
        _canvas = canvas;
        _error = new CachedText(canvas.Sanitizer);
        _theme = new CachedText(canvas.Sanitizer);
        _field = new FilterFieldView(canvas);
        _hints =
        [
            .. from binding in KeyMap.Bindings
               where binding.Footer is not null
               select (binding.FooterScope, canvas.Sanitizer.SingleLine(ShortLabel(binding)), canvas.Sanitizer.SingleLine(binding.Footer)),
        ];
    }

    /// <summary>Lines that must be shown even where there is little room.</summary>
    /// <param name="columns">Of a line.</param>
    public int LinesNeeded(DashboardState state, int columns) =>
        Math.Max(_field.LinesNeeded(state.Filter, columns), state.Message == FooterMessage.None ? 0 : 1);

    public void Draw(DashboardState state, Layout layout)
    {
        if (layout.Footer.IsEmpty)
        {
            return;
        }

        if (state.Filter.IsOpen)
        {
            _field.Draw(state.Filter, layout.Footer);
        }
        else if (state.Message == FooterMessage.None)
        {
            DrawHints(state.Scope, layout.Footer);
        }
        else
        {
            _canvas.Screen.Put(layout.Footer.Column, layout.Footer.Row, _canvas.Theme.Text, TextOf(state), layout.Footer.Columns);
        }
    }

    /// <summary>What does not fit is left out; all is in the help.</summary>
    private void DrawHints(KeyScope scope, Rect area)
    {
        int column = area.Column;
        foreach ((KeyScope keyScope, SafeText key, SafeText word) in _hints)
        {
            int columns = key.Columns + 1 + word.Columns;
            if ((keyScope & scope) == 0 || column + columns > area.EndColumn)
            {
                continue;
            }

            _canvas.Screen.Put(column, area.Row, key, _canvas.Theme.Key);
            _canvas.Screen.Put(column + key.Columns + 1, area.Row, word, _canvas.Theme.Hint);
            column += columns + 2;
        }
    }

    /// <summary>The first of several keys.</summary>
    private static string ShortLabel(KeyBinding binding) => binding.Label.Split(' ')[0];

    private SafeFormat TextOf(DashboardState state) => state.Message switch
    {
        FooterMessage.None => SafeFormat.Of($""),
        FooterMessage.TraceIdCopied => $"Copied the trace id, if this terminal allows it (OSC 52).",
        FooterMessage.TraceIdNotCopied => $"Not copied: this trace id holds characters that no clipboard should carry.",
        FooterMessage.NothingSelected => $"No trace is selected.",
        FooterMessage.LastTrace when state.Rows.IsFiltered => $"This is the last trace that passes the filter.",
        FooterMessage.LastTrace => $"This is the last trace held.",
        FooterMessage.FirstTrace when state.Rows.IsFiltered => $"This is the first trace that passes the filter.",
        FooterMessage.FirstTrace => $"This is the first trace held.",
        FooterMessage.PollRequested => $"Polling and reconnecting now.",
        FooterMessage.RefreshChanged when state.Book.Cadence != state.Book.Refresh =>
            $"Polling every {Format.Seconds(state.Book.Cadence)}s while the WebSocket tells of all, else every {Format.Seconds(state.Book.Refresh)}s.",
        FooterMessage.RefreshChanged => $"Polling every {Format.Seconds(state.Book.Refresh)}s from now on.",
        FooterMessage.ReadingOlder => $"Reading older traces.",
        FooterMessage.OlderFailed => $"Older traces could not be read: {_error.Of(state.Book.Past.Error)}",
        FooterMessage.NoOlder => $"There are no older traces.",
        FooterMessage.OlderNotShown => $"The backend's REST API gives the newest 200 traces only.",
        FooterMessage.OlderFull => $"No more older traces are kept; Home lets them go.",
        FooterMessage.PausedRowsStay => $"Paused: the rows stay as they are; p goes on.",
        FooterMessage.ThemeChanged => $"Theme: {_theme.Of(_canvas.Theme.Name)}",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
