using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.Views;

/// <summary>The lines below the table: what went wrong, what to do about it, how often something was left out.</summary>
internal sealed class NoticeView
{
    private readonly Canvas _canvas;
    private readonly CachedText _error;
    private readonly CachedText _feedError;
    private readonly SafeText _backendAdvice;
    private readonly SafeText _storeAdvice;
    private readonly SafeText _backendStoreAdvice;

    public NoticeView(Canvas canvas, DashboardOptions options)
    {
        _canvas = canvas;
        _error = new CachedText(canvas.Sanitizer);
        _feedError = new CachedText(canvas.Sanitizer);
        SafeText backend = canvas.Sanitizer.SingleLine(options.BackendAddress, Trace.MaxNameCharacters);
        SafeText store = canvas.Sanitizer.SingleLine(options.StoreAddress, Trace.MaxNameCharacters);
        _backendAdvice = SafeText.Of($"No backend at {backend}: start it with \"tracellm start\", or give --ws-port");
        _storeAdvice = SafeText.Of($"Check MongoDB and MONGO_URL ({store})");
        _backendStoreAdvice = SafeText.Of($"Check the backend at {backend}, or name its database in MONGO_URL");
    }

    /// <summary>Lines that there are to show.</summary>
    public static int Count(DashboardState state) =>
        (HasStoreError(state) ? 2 : 0) + (LacksBackend(state) ? 1 : 0) + (HasCounts(state) ? 1 : 0);

    /// <summary>Draws as many as the area has rows: errors first, then counts, then advice.</summary>
    public void Draw(DashboardState state, Rect area)
    {
        Theme theme = _canvas.Theme;
        Rect rest = area;
        if (HasStoreError(state))
        {
            rest = PutStoreError(rest, state);
        }

        if (HasCounts(state))
        {
            rest = PutCounts(rest, state.Book);
        }

        if (LacksBackend(state))
        {
            rest = PutBackendAdvice(rest, state.Book.Feed);
        }

        if (HasStoreError(state))
        {
            Put(rest, theme.Hint, state.IsBackendStoreDown ? SafeFormat.Of($"{_backendStoreAdvice}") : $"{_storeAdvice}");
        }
    }

    /// <summary>When it is tried again is never cut off: what went wrong gives way.</summary>
    private Rect PutStoreError(Rect area, DashboardState state)
    {
        if (area.IsEmpty)
        {
            return area;
        }

        Style style = _canvas.Theme.Bad;
        SafeFormat retry = state.StoreRetrySeconds is { } seconds ? SafeFormat.Of($"; will retry in {seconds}s") : $"";
        int room = Math.Max(area.Columns - retry.Columns, 0);
        SafeText error = _error.Of(state.Book.Store.Error);
        int used = _canvas.Screen.Put(area.Column, area.Row, style, $"DB poll error: {error}", room);
        _canvas.Screen.Put(area.Column + used, area.Row, style, retry, area.Columns - used);
        return area.Below(1);
    }

    /// <summary>To start a backend is of no use where the reason lies with this machine.</summary>
    private Rect PutBackendAdvice(Rect area, SourceStatus feed) => feed.IsFinal
        ? Put(area, _canvas.Theme.Caution, $"WebSocket: {_feedError.Of(feed.Error)}")
        : Put(area, _canvas.Theme.Hint, $"{_backendAdvice}");

    private Rect PutCounts(Rect area, TraceBook book)
    {
        if (area.IsEmpty)
        {
            return area;
        }

        int used = _canvas.Screen.Put(area.Column, area.Row, _canvas.Theme.Caution, $"Left out:", area.Columns);
        used = PutCount(area, used, book.Diagnostics(DiagnosticArea.MalformedMessages), $" unreadable messages");
        used = PutCount(area, used, book.Diagnostics(DiagnosticArea.OversizedMessages), $" oversized messages");
        used = PutCount(area, used, book.Diagnostics(DiagnosticArea.DroppedTraces), $" late traces (read from the store)");
        PutCount(area, used, book.Diagnostics(DiagnosticArea.SkippedDocuments), $" skipped documents");
        return area.Below(1);
    }

    /// <returns>The columns used in all.</returns>
    private int PutCount(Rect area, int used, long count, SafeFormat what)
    {
        if (count == 0)
        {
            return used;
        }

        int column = area.Column + used + 1;
        return used + 1 + _canvas.Screen.Put(column, area.Row, _canvas.Theme.Caution, $"{count:N0}{what}.", area.EndColumn - column);
    }

    private Rect Put(Rect area, Style style, SafeFormat text)
    {
        if (area.IsEmpty)
        {
            return area;
        }

        _canvas.Screen.Put(area.Column, area.Row, style, text, area.Columns);
        return area.Below(1);
    }

    private static bool HasStoreError(DashboardState state) => state.Book.Store.Error is not null;

    /// <summary>Not while the first attempt is under way, nor on the way back from a suspension.</summary>
    private static bool LacksBackend(DashboardState state) =>
        state.Book.Feed.State is SourceState.Unavailable or SourceState.Reconnecting;

    private static bool HasCounts(DashboardState state)
    {
        foreach (DiagnosticArea area in DiagnosticAreas)
        {
            if (state.Book.Diagnostics(area) > 0)
            {
                return true;
            }
        }

        return false;
    }

    private static readonly DiagnosticArea[] DiagnosticAreas = Enum.GetValues<DiagnosticArea>();
}
