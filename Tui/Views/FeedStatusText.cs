using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>Where the WebSocket stands, in fewer words where there is little room: the seconds of a countdown are never cut.</summary>
internal sealed class FeedStatusText(Canvas canvas)
{
    private readonly CachedText _name = new(canvas.Sanitizer);

    public SafeFormat Of(DashboardState state, int columns)
    {
        SafeFormat whole = Whole(state);
        return whole.Columns <= columns ? whole : Short(state);
    }

    public Style StyleOf(DashboardState state) =>
        state.Book.Feed.State == SourceState.Connected ? canvas.Theme.Good : canvas.Theme.Caution;

    private SafeFormat Whole(DashboardState state)
    {
        SourceStatus feed = state.Book.Feed;
        Rune dot = canvas.Glyphs.Dot;
        return feed.State switch
        {
            SourceState.Connecting => SafeFormat.Of($"{dot} Connecting"),
            SourceState.Connected when feed.Name.Length > 0 => $"{dot} Connected ({_name.Of(feed.Name)})",
            SourceState.Connected => $"{dot} Connected",
            SourceState.Unavailable => $"{dot} Unavailable",
            SourceState.Reconnecting => Reconnecting(state),
            SourceState.Suspended => $"{dot} Suspended",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    /// <summary>The first attempt after a loss is a reconnection; when it failed too, the backend is unavailable.</summary>
    private SafeFormat Reconnecting(DashboardState state)
    {
        Rune dot = canvas.Glyphs.Dot;
        return (state.Book.Feed.Failures > 0, state.FeedRetrySeconds) switch
        {
            (false, { } seconds) => SafeFormat.Of($"{dot} Reconnecting in {seconds}s"),
            (false, null) => $"{dot} Reconnecting",
            (true, { } seconds) => $"{dot} Unavailable, retry in {seconds}s",
            (true, null) => $"{dot} Unavailable, retrying",
        };
    }

    private SafeFormat Short(DashboardState state)
    {
        Rune dot = canvas.Glyphs.Dot;
        return (state.Book.Feed.State, state.FeedRetrySeconds) switch
        {
            (SourceState.Reconnecting, { } seconds) => SafeFormat.Of($"{dot} Retry in {seconds}s"),
            (SourceState.Reconnecting, null) => $"{dot} Retrying",
            (SourceState.Connected, _) => $"{dot} Up, {_name.Of(state.Book.Feed.Name)}",
            _ => Whole(state),
        };
    }
}
