using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui;

/// <summary>Which key asks for what: the one table of keys, in the order in which it is shown.</summary>
internal static class KeyMap
{
    private const KeyScope Lists = KeyScope.Table | KeyScope.Models;

    private const KeyScope Main = Lists | KeyScope.Trace;

    public static IReadOnlyList<KeyBinding> Bindings { get; } =
    [
        new(DashboardCommand.Help, KeyScope.Everywhere, "?", "this list of keys", "help", Key.Of('?')),
        new(DashboardCommand.Up, KeyScope.Everywhere, "Up k", "a line up", null, new Key(KeyCode.Up), Key.Of('k')),
        new(DashboardCommand.Down, KeyScope.Everywhere, "Down j", "a line down", null, new Key(KeyCode.Down), Key.Of('j')),
        new(DashboardCommand.PageUp, KeyScope.Everywhere, "PgUp", "a page up", null, new Key(KeyCode.PageUp)),
        new(DashboardCommand.PageDown, KeyScope.Everywhere, "PgDn", "a page down, or older", null, new Key(KeyCode.PageDown)),
        new(DashboardCommand.First, KeyScope.Everywhere, "Home g", "the first line", null, new Key(KeyCode.Home), Key.Of('g')),
        new(DashboardCommand.Last, KeyScope.Everywhere, "End G", "the last line", null, new Key(KeyCode.End), Key.Of('G')),
        new(DashboardCommand.Open, KeyScope.Table | KeyScope.Trace, "Enter", "open a trace or step", "open", new Key(KeyCode.Enter)),
        new(DashboardCommand.Close, KeyScope.Everywhere, "Esc", "back, or clear filter", "back", new Key(KeyCode.Escape))
        {
            FooterScope = KeyScope.Trace | KeyScope.Models | KeyScope.Help,
        },
        new(DashboardCommand.NextTrace, KeyScope.Trace, "n", "the next trace", "next", Key.Of('n')),
        new(DashboardCommand.PreviousTrace, KeyScope.Trace, "N", "the previous trace", "previous", Key.Of('N')),
        new(DashboardCommand.NextStep, KeyScope.Trace, "Tab", "the next step", "step", new Key(KeyCode.Tab)),
        new(DashboardCommand.PreviousStep, KeyScope.Trace, "Shift+Tab", "the previous step", null,
            new Key(KeyCode.Tab, default, KeyModifiers.Shift)),
        new(DashboardCommand.EditFilter, Lists, "/", "filter the rows", "filter", Key.Of('/')),
        new(DashboardCommand.NextSortColumn, KeyScope.Table, "s", "sort by next column", "sort", Key.Of('s')),
        new(DashboardCommand.ReverseSort, KeyScope.Table, "S", "turn the order round", null, Key.Of('S')),
        new(DashboardCommand.Pause, Main, "p Space", "pause or go on", "pause", Key.Of('p'), Key.Of(' ')),
        new(DashboardCommand.Follow, KeyScope.Table, "f", "follow the newest", null, Key.Of('f')),
        new(DashboardCommand.ErrorsOnly, Lists, "e", "errors only, or all", "errors", Key.Of('e')),
        new(DashboardCommand.FilteredFigures, Lists, "F", "figures follow filter", null, Key.Of('F')),
        new(DashboardCommand.Models, Lists, "m", "figures per model", "models", Key.Of('m')),
        new(DashboardCommand.CopyTraceId, KeyScope.Table | KeyScope.Trace, "y", "copy the trace id", null, Key.Of('y')),
        new(DashboardCommand.PollNow, Main, "r", "poll, reconnect now", null, Key.Of('r')),
        new(DashboardCommand.LengthenRefresh, Main, "+ =", "poll less often", null, Key.Of('+'), Key.Of('=')),
        new(DashboardCommand.ShortenRefresh, Main, "-", "poll more often", null, Key.Of('-')),
        new(DashboardCommand.NextTheme, KeyScope.Everywhere, "t", "the next theme", null, Key.Of('t')),
        new(DashboardCommand.Repaint, KeyScope.Everywhere, "Ctrl+L", "draw the screen anew", null, Key.Of('l', KeyModifiers.Control)),

        // Ctrl+C arrives as a key only from a terminal that does not turn it into a signal.
        new(DashboardCommand.Quit, KeyScope.Everywhere, "q Ctrl+C", "stop", "quit", Key.Of('q'), Key.Of('c', KeyModifiers.Control)),
    ];

    public static DashboardCommand CommandOf(Key key, KeyScope scope)
    {
        foreach (KeyBinding binding in Bindings)
        {
            if ((binding.Scope & scope) != 0 && binding.Keys.AsSpan().Contains(key))
            {
                return binding.Command;
            }
        }

        return DashboardCommand.None;
    }

    /// <summary>What a key asks for while a field takes what is typed: only what no text can hold.</summary>
    public static DashboardCommand CommandInField(Key key) =>
        CommandOf(key, KeyScope.Everywhere) is var command and (DashboardCommand.Repaint or DashboardCommand.Quit)
            && key.Modifiers == KeyModifiers.Control
            ? command
            : DashboardCommand.None;
}
