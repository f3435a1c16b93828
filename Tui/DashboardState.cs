using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui;

/// <summary>A <see cref="TraceBook"/> plus what the user sees of it. Pure, like the book.</summary>
internal sealed class DashboardState
{
    private readonly Outbox _outbox = new();
    private readonly NoticeList _notices;

    /// <param name="options">What was asked for at the start.</param>
    public DashboardState(DashboardOptions options)
    {
        Options = options;
        Book = new TraceBook(options.History, options.Refresh);
        Table = new TableState(Book, _outbox, options.Filter);
        _notices = new NoticeList(options);
    }

    public DashboardOptions Options { get; }

    public TraceBook Book { get; }

    public TableState Table { get; }

    public ShownRows Rows => Table.Rows;

    public TableCursor Cursor => Table.Cursor;

    public TablePause Pause => Table.Pause;

    public FilterField Filter => Table.Filter;

    public OverlayState Help { get; } = new(DashboardCommand.Help);

    public DetailState Detail { get; } = new();

    public OverlayState Models { get; } = new(DashboardCommand.Models);

    /// <summary>Figures over what is held and passes the filter.</summary>
    public HeldFigures HeldFigures => Table.Figures.Held(Now);

    /// <summary>What went wrong and what to do about it, the gravest first.</summary>
    public IReadOnlyList<Notice> Notices => _notices.Of(this);

    /// <summary>Until the next key, or until its time is over.</summary>
    public FooterMessage Message => _outbox.Message;

    /// <summary>The moment of the last event or tick: countdowns count from here.</summary>
    public TimeSpan Now
    {
        get => _outbox.Now;
        private set => _outbox.Now = value;
    }

    /// <summary>The store in use; before it says so itself, the one that was asked for.</summary>
    public string StoreName => Book.Store.Name.Length > 0 ? Book.Store.Name : Options.StoreName;

    /// <summary>The store that fails is the backend's REST API; while it stands in for another one, that one fails.</summary>
    public bool IsBackendStoreDown =>
        Book.Store is { State: not SourceState.Connected, IsBackend: true };

    /// <summary>The figures shown: the book's, those of the moment it was paused, or those of the rows that pass the filter.</summary>
    public Figures Figures =>
        Table.Figures.FollowFilter ? FiguresState.Of(HeldFigures.All, Rows.HeldCount) : Pause.IsPaused ? Pause.Figures : Book.Figures;

    /// <summary>What takes the keys.</summary>
    public KeyScope Scope => Help.IsOpen ? KeyScope.Help : Detail.IsOpen ? KeyScope.Trace : Models.IsOpen ? KeyScope.Models : KeyScope.Table;

    /// <summary>When the picture changes by itself next: a countdown's digits, a verdict of the book, the end of a message.</summary>
    public TimeSpan? NextTickAt => Earliest(
        Earliest(Earliest(Book.NextTickAt, Table.Figures.DueAt), _outbox.MessageEndsAt),
        Earliest(FeedCountdown.NextDigitAt, StoreCountdown.NextDigitAt));

    /// <summary>Seconds until the feed is tried again, as shown; null: no countdown is shown.</summary>
    public int? FeedRetrySeconds => FeedCountdown.Seconds;

    /// <summary>Seconds until the store is tried again, as shown; null: no countdown is shown.</summary>
    public int? StoreRetrySeconds => StoreCountdown.Seconds;

    private RetryCountdown FeedCountdown => RetryCountdown.OfFeed(Book, Now);

    private RetryCountdown StoreCountdown => RetryCountdown.OfStore(Book, Now);

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(SourceEvent sourceEvent, Moment now)
    {
        Now = now.Monotonic;
        SourceStatus before = Book.Store;
        Pause.IsPastComing = sourceEvent is SourceEvent.PageRead;
        bool changed = Book.Apply(sourceEvent, now);
        if (Message == FooterMessage.PollRequested && EndsPoll(sourceEvent))
        {
            _outbox.EndMessageSoon();
        }

        switch (sourceEvent)
        {
            case SourceEvent.PageRead:
                Table.NotePage();
                return true;
            case SourceEvent.TraceRead read:
                return Detail.Take(read);
            case SourceEvent.StatusChanged when HasRecovered(before, Book.Store):
                _outbox.Ask(Detail.RetryFailed());
                return true;
            default:
                return changed;
        }
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(DashboardCommand command, Moment now)
    {
        Now = now.Monotonic;
        bool hadMessage = Message != FooterMessage.None;
        _outbox.Message = FooterMessage.None;
        if (command == DashboardCommand.NextTheme)
        {
            _outbox.Message = FooterMessage.ThemeChanged;
            return true;
        }

        bool changed = Help.IsOpen ? Help.Apply(command)
            : Detail.IsOpen ? ApplyToDetail(command)
            : Models.IsOpen && Models.Apply(command) ? true
            : ApplyToTable(command, now);
        return changed | hadMessage;
    }

    /// <summary>A key for the field that is open.</summary>
    /// <returns>True when there may be something to draw.</returns>
    public bool Type(Key key)
    {
        _outbox.Message = FooterMessage.None;
        return Table.Type(key);
    }

    /// <summary>Pasted text goes into the field that is open; else it is nothing.</summary>
    /// <returns>True when there may be something to draw.</returns>
    public bool Paste(string text)
    {
        if (!Filter.IsOpen)
        {
            return false;
        }

        Table.Paste(text);
        return true;
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Tick(Moment now)
    {
        (int? feed, int? store) = (FeedRetrySeconds, StoreRetrySeconds);
        Now = now.Monotonic;
        return Book.Tick(now) | _outbox.EndMessageWhenDue() | Table.Figures.Tick(Now) | feed != FeedRetrySeconds
            | store != StoreRetrySeconds;
    }

    /// <summary>What the sources are asked to do, in order.</summary>
    public bool TryTakeRequest(out SourceRequest? request) =>
        _outbox.TryTakeRequest(out request) || Book.TryTakeRequest(out request);

    /// <summary>A text for the terminal's clipboard, safe to be pasted anywhere.</summary>
    public bool TryTakeClipboard(out string? text) => _outbox.TryTakeClipboard(out text);

    private bool ApplyToDetail(DashboardCommand command)
    {
        switch (command)
        {
            case DashboardCommand.NextTrace:
                OpenAnother(1);
                return true;
            case DashboardCommand.PreviousTrace:
                OpenAnother(-1);
                return true;
            default:
                return ApplyToOpenTrace(command) || ApplyAnywhere(command);
        }
    }

    private bool ApplyToOpenTrace(DashboardCommand command)
    {
        bool isItsOwn = Detail.Apply(command);
        if (!Detail.IsOpen)
        {
            Cursor.Release();
        }

        return isItsOwn;
    }

    private bool ApplyToTable(DashboardCommand command, Moment now)
    {
        if (command == DashboardCommand.Open)
        {
            Cursor.Choose();
            Open(Table.SelectedRow);
            return true;
        }

        return Table.Apply(command, now) || ApplyAnywhere(command);
    }

    private bool ApplyAnywhere(DashboardCommand command)
    {
        switch (command)
        {
            case DashboardCommand.Help:
                Help.Open();
                break;
            case DashboardCommand.Models:
                Models.Open();
                break;
            case DashboardCommand.Pause:
                Table.TogglePause();
                break;
            case DashboardCommand.PollNow:
                _outbox.Ask(new SourceRequest.CheckConnection());
                _outbox.Ask(Detail.AskAgain());
                _outbox.Message = FooterMessage.PollRequested;
                break;
            case DashboardCommand.LengthenRefresh:
                SetRefresh(RefreshSteps.Longer(Book.Refresh));
                break;
            case DashboardCommand.ShortenRefresh:
                SetRefresh(RefreshSteps.Shorter(Book.Refresh));
                break;
            case DashboardCommand.CopyTraceId:
                CopyTraceId();
                break;
            default:
                return false;
        }

        return true;
    }

    private void SetRefresh(TimeSpan refresh)
    {
        Book.SetRefresh(refresh);
        _outbox.Message = FooterMessage.RefreshChanged;
    }

    private void OpenAnother(int by)
    {
        if (Cursor.Move(by))
        {
            Open(Table.SelectedRow);
            return;
        }

        _outbox.Message = by > 0 ? FooterMessage.LastTrace : FooterMessage.FirstTrace;
    }

    private void CopyTraceId()
    {
        if (!Detail.IsOpen)
        {
            Cursor.Choose();
        }

        _outbox.CopyTraceId(Detail.Row ?? Table.SelectedRow);
    }

    private void Open(TraceRow? row)
    {
        if (row is not null)
        {
            Cursor.Hold();
            _outbox.Ask(Detail.Open(row));
        }
    }

    private static bool EndsPoll(SourceEvent sourceEvent) =>
        sourceEvent is SourceEvent.StatusChanged or SourceEvent.NewestRead or SourceEvent.ChangesRead { IsLast: true };

    /// <summary>A store may be connected and yet have a problem, as when another one stands in for it.</summary>
    private static bool HasRecovered(SourceStatus before, SourceStatus now) =>
        now.State == SourceState.Connected
        && (before.State != SourceState.Connected || (before.Error is not null && now.Error is null));

    private static TimeSpan? Earliest(TimeSpan? first, TimeSpan? second) =>
        first is null ? second : second is null ? first : first < second ? first : second;
}
