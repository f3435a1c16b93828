using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The outer box: the title with the filters, the store in use, how the traces come.</summary>
internal sealed class FrameView
{
    /// <summary>Columns below which the store's name tells nothing any more.</summary>
    private const int LeastStoreColumns = 16;

    /// <summary>A frame narrower than this has no room for the whole subtitle.</summary>
    private const int LeastLiveColumns = 48;

    /// <summary>A longer filter is cut, so that the other one stays on screen: who sees filtered figures must see by what.</summary>
    private const int MaxFilterColumns = 24;

    private readonly Canvas _canvas;
    private readonly SafeText _title;
    private readonly SafeText _activeTitle;
    private readonly SafeText _shortTitle;
    private readonly CachedText _storeName;

    public FrameView(Canvas canvas, DashboardOptions options)
    {
        _canvas = canvas;
        _storeName = new CachedText(canvas.Sanitizer);
        _title = Title(options, SafeText.Of($"TraceLLM Monitor"));
        _shortTitle = Title(options, SafeText.Of($"TraceLLM"));
        _activeTitle = SafeText.Of($"{_title} {canvas.Glyphs.Separator} Monitor active");
    }

    public void Draw(DashboardState state, Layout layout)
    {
        (ScreenBuffer screen, Theme theme) = (_canvas.Screen, _canvas.Theme);
        Panel.Draw(screen, layout.Frame, _canvas.Glyphs, theme.Border);
        DrawTitle(state, layout);
        if (!layout.Banner.IsEmpty)
        {
            screen.Put(layout.Banner.Column, layout.Banner.Row, theme.Good, $"Monitor active", layout.Banner.Columns);
        }

        int bottom = layout.Frame.EndRow - 1;
        int subtitleColumns = Panel.PutOnEdgeRight(screen, layout.Frame, bottom, theme.Hint, Subtitle(state, layout.Frame.Columns));
        int room = layout.Frame.Columns - subtitleColumns - Panel.EdgeInset - 1;
        if (room >= LeastStoreColumns)
        {
            SafeText name = _storeName.Of(state.StoreName);
            Panel.PutOnEdge(screen, layout.Frame, bottom, theme.Hint, $"store: {name}", room);
        }
    }

    private void DrawTitle(DashboardState state, Layout layout)
    {
        (ScreenBuffer screen, Theme theme) = (_canvas.Screen, _canvas.Theme);
        int top = layout.Frame.Row;
        int room = layout.Frame.Columns - (2 * Panel.EdgeInset) - 2;
        SafeFormat hint = $"Ctrl+C to stop";
        int roomBesideHint = room - hint.Columns - 2;
        if (_title.Columns <= roomBesideHint)
        {
            Panel.PutOnEdgeRight(screen, layout.Frame, top, theme.Hint, hint);
            room = roomBesideHint;
        }

        bool saysActive = layout.Mode == LayoutMode.Folded && _activeTitle.Columns <= room;
        SafeText title = saysActive ? _activeTitle : _title.Columns <= room ? _title : _shortTitle;
        Panel.PutOnEdge(screen, layout.Frame, top, theme.Title, $"{title}", room + 2);
    }

    private SafeText Title(DashboardOptions options, SafeText title)
    {
        Rune separator = _canvas.Glyphs.Separator;
        title = options.IsDemo ? SafeText.Of($"{title} {separator} Demo") : title;
        if (options.ProjectId is { } project)
        {
            title = SafeText.Of($"{title} {separator} project {_canvas.Sanitizer.SingleLine(project, MaxFilterColumns)}");
        }

        return options.Environment is { } environment
            ? SafeText.Of($"{title} {separator} {_canvas.Sanitizer.SingleLine(environment, MaxFilterColumns)}")
            : title;
    }

    /// <summary>How traces reach the screen just now.</summary>
    private static SafeFormat Subtitle(DashboardState state, int frameColumns)
    {
        bool isLive = state.Book.Feed.State == SourceState.Connected;
        SafeFormat refresh = Format.Seconds(state.Book.Refresh);
        return state.Book.Store.FollowsChanges ? Following(isLive, state.Book.IsFeedProven, frameColumns)
            : !isLive ? SafeFormat.Of($"polling every {refresh}s")
            : state.Book.IsFeedProven ? SafeFormat.Of($"live via WebSocket")
            : frameColumns < LeastLiveColumns ? SafeFormat.Of($"live, polling every {refresh}s")
            : $"live via WebSocket, polling every {refresh}s";
    }

    private static SafeFormat Following(bool isLive, bool isFeedProven, int frameColumns) =>
        !isLive ? SafeFormat.Of($"change stream")
        : isFeedProven ? SafeFormat.Of($"live via WebSocket")
        : frameColumns < LeastLiveColumns ? SafeFormat.Of($"live, change stream")
        : $"live via WebSocket, change stream";
}
