using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui;

/// <summary>A <see cref="TraceBook"/> plus what the user sees of it. Pure, like the book.</summary>
internal sealed class DashboardState
{
    private readonly Queue<SourceRequest> _requests = [];

    private string? _clipboard;

    /// <param name="options">What was asked for at the start.</param>
    public DashboardState(DashboardOptions options)
    {
        Options = options;
        Book = new TraceBook(options.History, options.Refresh);
        Rows = new ShownRows(Book.Ledger);
        Cursor = new TableCursor(Rows);
        Pause = new TablePause(Rows);
        Book.Ledger.Changed = FollowLedger;
    }

    public DashboardOptions Options { get; }

    public TraceBook Book { get; }

    /// <summary>The rows of the table, in the order in which they are shown.</summary>
    public ShownRows Rows { get; }

    public TableCursor Cursor { get; }

    public TablePause Pause { get; }

    public HelpScroll Help { get; } = new();

    /// <summary>Only warnings and failures are shown.</summary>
    public bool ErrorsOnly { get; private set; }

    /// <summary>Until the next key.</summary>
    public FooterMessage Message { get; private set; }

    /// <summary>The moment of the last event or tick: countdowns count from here.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The store in use; before it says so itself, the one that was asked for.</summary>
    public string StoreName => Book.Store.Name.Length > 0 ? Book.Store.Name : Options.StoreName;

    /// <summary>The store in use is the backend's REST API.</summary>
    public bool IsStoreTheBackend => StoreName.StartsWith(ITraceStore.BackendName, StringComparison.Ordinal);

    /// <summary>The figures shown: the book's, or those of the moment it was paused.</summary>
    public Figures Figures => Pause.IsPaused ? Pause.Figures : Book.Figures;

    /// <summary>What takes the keys.</summary>
    public KeyScope Scope => Help.IsOpen ? KeyScope.Help : KeyScope.Table;

    /// <summary>When the picture changes by itself next: a countdown's digits, or a verdict of the book.</summary>
    public TimeSpan? NextTickAt =>
        Earliest(Book.NextTickAt, Earliest(NextDigitAt(FeedCountdown), NextDigitAt(StoreCountdown)));

    /// <summary>Seconds until the feed is tried again, as shown; null: no countdown is shown.</summary>
    public int? FeedRetrySeconds => SecondsUntil(FeedCountdown);

    /// <summary>Seconds until the store is tried again, as shown; null: no countdown is shown.</summary>
    public int? StoreRetrySeconds => SecondsUntil(StoreCountdown);

    /// <summary>A backend that was never reached is not counted down to: nothing on the screen changes for it.</summary>
    private TimeSpan? FeedCountdown => Book.Feed.State == SourceState.Reconnecting ? Book.Feed.RetryAt : null;

    private TimeSpan? StoreCountdown => Book.Store.Error is null ? null : Book.Store.RetryAt;

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(SourceEvent sourceEvent, Moment now)
    {
        Now = now.Monotonic;
        return Book.Apply(sourceEvent, now);
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(DashboardCommand command)
    {
        bool hadMessage = Message != FooterMessage.None;
        Message = FooterMessage.None;
        return (Help.IsOpen ? Help.Apply(command) : ApplyToTable(command)) | hadMessage;
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Tick(Moment now)
    {
        (int? feed, int? store) = (FeedRetrySeconds, StoreRetrySeconds);
        Now = now.Monotonic;
        return Book.Tick(now) | feed != FeedRetrySeconds | store != StoreRetrySeconds;
    }

    /// <summary>What the sources are asked to do, in order.</summary>
    public bool TryTakeRequest(out SourceRequest? request) =>
        _requests.TryDequeue(out request) || Book.TryTakeRequest(out request);

    /// <summary>A text for the terminal's clipboard, safe to be pasted anywhere.</summary>
    public bool TryTakeClipboard(out string? text)
    {
        (text, _clipboard) = (_clipboard, null);
        return text is not null;
    }

    private bool ApplyToTable(DashboardCommand command)
    {
        switch (command)
        {
            case DashboardCommand.Help:
                Help.Open();
                break;
            case DashboardCommand.NextSortColumn:
                SortBy((SortColumn)(((int)Rows.Column + 1) % Enum.GetValues<SortColumn>().Length));
                break;
            case DashboardCommand.ReverseSort:
                Rows.Sort(Rows.Column, !Rows.IsDescending);
                break;
            case DashboardCommand.Pause:
                TogglePause();
                break;
            case DashboardCommand.Follow:
                Cursor.Follow();
                break;
            case DashboardCommand.ErrorsOnly:
                ErrorsOnly = !ErrorsOnly;
                Rows.Filter(ErrorsOnly ? static trace => trace.Status != TraceStatus.Success : null);
                Cursor.Restore(Book.Ledger);
                break;
            default:
                return ApplyToCursor(command) || ApplyToSources(command);
        }

        return true;
    }

    private bool ApplyToCursor(DashboardCommand command)
    {
        switch (command)
        {
            case DashboardCommand.Up:
                Cursor.Move(-1);
                break;
            case DashboardCommand.Down:
                Cursor.Move(1);
                break;
            case DashboardCommand.PageUp:
                Cursor.Move(-Cursor.VisibleRows);
                break;
            case DashboardCommand.PageDown:
                Cursor.Move(Cursor.VisibleRows);
                break;
            case DashboardCommand.First:
                Cursor.MoveTo(0);
                break;
            case DashboardCommand.Last:
                Cursor.MoveTo(int.MaxValue);
                break;
            default:
                return false;
        }

        return true;
    }

    private bool ApplyToSources(DashboardCommand command)
    {
        switch (command)
        {
            case DashboardCommand.PollNow:
                _requests.Enqueue(new SourceRequest.CheckConnection());
                Message = FooterMessage.PollRequested;
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

    private void SortBy(SortColumn column) => Rows.Sort(column, isDescending: column != SortColumn.Model);

    private void TogglePause()
    {
        if (!Pause.IsPaused)
        {
            Pause.Begin(Book.Figures);
            return;
        }

        Pause.End(keepsAll: false);
        Cursor.Restore(Book.Ledger);
    }

    private void SetRefresh(TimeSpan refresh)
    {
        Book.SetRefresh(refresh);
        Message = FooterMessage.RefreshChanged;
    }

    private void CopyTraceId()
    {
        if (Cursor.SelectedIndex is not { } index)
        {
            Message = FooterMessage.NothingSelected;
            return;
        }

        string traceId = Rows[index].Trace.TraceId;
        bool isSafe = CopiedId.IsSafe(traceId);
        _clipboard = isSafe ? traceId : null;
        Message = isSafe ? FooterMessage.TraceIdCopied : FooterMessage.TraceIdNotCopied;
    }

    private void FollowLedger(TraceRow? removed, TraceRow? added)
    {
        Pause.Count(removed, added);
        if (Rows.IsFrozen)
        {
            return;
        }

        if (added is not null)
        {
            Rows.RemoveExtra(added.Trace.Key);
        }

        Rows.Follow(removed, added);
        Cursor.Follow(removed, added);
    }

    private int? SecondsUntil(TimeSpan? due) =>
        due is { } at ? Math.Max(0, (int)Math.Ceiling((at - Now).TotalSeconds)) : null;

    private TimeSpan? NextDigitAt(TimeSpan? due) =>
        SecondsUntil(due) is > 0 and { } shown ? due - TimeSpan.FromSeconds(shown - 1) : null;

    private static TimeSpan? Earliest(TimeSpan? first, TimeSpan? second) =>
        first is null ? second : second is null ? first : first < second ? first : second;
}
