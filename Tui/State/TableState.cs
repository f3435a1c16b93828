using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>The table of traces: which rows, in which order, which one is selected, whether it stands still.</summary>
internal sealed class TableState
{
    private readonly TraceBook _book;
    private readonly Outbox _outbox;

    /// <param name="book">What is known.</param>
    /// <param name="outbox">Where requests and messages go.</param>
    /// <param name="filter">To begin with.</param>
    public TableState(TraceBook book, Outbox outbox, TraceFilter filter)
    {
        (_book, _outbox) = (book, outbox);
        Rows = new ShownRows(book.Ledger);
        Cursor = new TableCursor(Rows);
        Pause = new TablePause(Rows);
        Filter = new FilterField(filter);
        Figures = new FiguresState(Rows, book.Ledger);
        book.Ledger.Changed = FollowLedger;
        FilterRows();
    }

    /// <summary>In the order in which they are shown.</summary>
    public ShownRows Rows { get; }

    public TableCursor Cursor { get; }

    public TablePause Pause { get; }

    public FilterField Filter { get; }

    /// <summary>Of what is held.</summary>
    public FiguresState Figures { get; }

    /// <summary>Only warnings and failures are shown.</summary>
    public bool ErrorsOnly { get; private set; }

    /// <summary>The selected row, if it is shown.</summary>
    public TraceRow? SelectedRow => Cursor.Selected;

    /// <returns>False when the command is none of the table's.</returns>
    public bool Apply(DashboardCommand command, Moment now)
    {
        switch (command)
        {
            case DashboardCommand.NextSortColumn:
                SortByNext();
                break;
            case DashboardCommand.ReverseSort:
                SortBy(Rows.Column, !Rows.IsDescending);
                break;
            case DashboardCommand.Follow:
                LeavePast();
                Cursor.Follow();
                break;
            case DashboardCommand.ErrorsOnly:
                ErrorsOnly = !ErrorsOnly;
                FilterRows();
                break;
            case DashboardCommand.EditFilter:
                Filter.Open();
                break;
            case DashboardCommand.Close:
                return ShowAll();
            case DashboardCommand.FilteredFigures:
                Figures.ToggleFilter();
                break;
            default:
                return Move(command, now);
        }

        return true;
    }

    /// <summary>A key for the field that is open.</summary>
    /// <returns>True when there may be something to draw.</returns>
    public bool Type(Key key)
    {
        TraceFilter before = Filter.Applied;
        bool changed = Filter.Apply(key);
        FilterRowsAfter(before);
        return changed;
    }

    /// <summary>Pasted text for the field that is open.</summary>
    public void Paste(string text)
    {
        TraceFilter before = Filter.Applied;
        Filter.Paste(text);
        FilterRowsAfter(before);
    }

    public void TogglePause()
    {
        if (!Pause.IsPaused)
        {
            Pause.Begin(_book.Figures);
            Figures.Freeze();
            return;
        }

        Pause.End();
        Figures.Thaw();
        Cursor.Restore(_book.Ledger);
    }

    /// <summary>A page of the past was read, and the book has taken it.</summary>
    public void NotePage()
    {
        FooterMessage before = _outbox.Message == FooterMessage.ReadingOlder ? FooterMessage.None : _outbox.Message;
        _outbox.Message = _book.Past.Error is not null ? FooterMessage.OlderFailed
            : _book.Past.IsAtBeginning ? AtBeginning
            : before;
    }

    private FooterMessage AtBeginning =>
        _book.Store.IsBackend && _book.Figures.Counts.Total > _book.Ledger.Count ? FooterMessage.OlderNotShown : FooterMessage.NoOlder;

    private bool Move(DashboardCommand command, Moment now)
    {
        switch (command)
        {
            case DashboardCommand.Up:
                Cursor.Move(-1);
                break;
            case DashboardCommand.Down:
                MoveDown(1, now);
                break;
            case DashboardCommand.PageUp:
                Cursor.Move(-Cursor.VisibleRows);
                break;
            case DashboardCommand.PageDown:
                MoveDown(Cursor.VisibleRows, now);
                break;
            case DashboardCommand.First:
                MoveToFirst();
                break;
            case DashboardCommand.Last:
                MoveDown(Rows.Count, now);
                break;
            default:
                return false;
        }

        return true;
    }

    /// <summary>Who goes to the newest wants the past no more.</summary>
    private void MoveToFirst()
    {
        if (Rows is { Column: SortColumn.Time, IsDescending: true })
        {
            LeavePast();
        }

        Cursor.MoveTo(0);
    }

    private void LeavePast()
    {
        _book.Ledger.KeepsPast = false;
        Rows.ReleaseRoom();
    }

    /// <summary>The first move selects the first row. Who stands on the last row already wants older ones.</summary>
    private void MoveDown(int by, Moment now)
    {
        bool wasSelected = Cursor.SelectedIndex is not null;
        bool hasMoved = Cursor.Move(wasSelected ? by : by - 1);
        bool isAtEnd = Rows.Count == 0 || (!hasMoved && wasSelected && Rows is { Column: SortColumn.Time, IsDescending: true });
        if (isAtEnd && Rows.HeldCount > 0)
        {
            ReadPast(now);
        }
    }

    private void ReadPast(Moment now)
    {
        if (Pause.IsPaused)
        {
            _outbox.Message = FooterMessage.PausedRowsStay;
            return;
        }

        _book.Ledger.KeepsPast = true;
        _book.ReadPast(now);
        _outbox.Message = _book.Past.IsReading ? FooterMessage.ReadingOlder
            : _book.Ledger.IsFull ? FooterMessage.OlderFull
            : AtBeginning;
    }

    private void SortByNext()
    {
        var column = (SortColumn)(((int)Rows.Column + 1) % Enum.GetValues<SortColumn>().Length);
        SortBy(column, isDescending: column != SortColumn.Model);
    }

    private void SortBy(SortColumn column, bool isDescending)
    {
        Rows.Sort(column, isDescending);
        Cursor.ShowFirst();
    }

    /// <returns>False when nothing hid any rows.</returns>
    private bool ShowAll()
    {
        bool hidRows = Filter.Clear() | ErrorsOnly;
        ErrorsOnly = false;
        if (hidRows)
        {
            FilterRows();
        }

        return hidRows;
    }

    private void FilterRowsAfter(TraceFilter before)
    {
        if (!ReferenceEquals(before, Filter.Applied))
        {
            FilterRows();
        }
    }

    private void FilterRows()
    {
        Rows.Filter(new RowFilter(Filter.Applied, ErrorsOnly));
        Cursor.Restore(_book.Ledger);
    }

    private void FollowLedger(TraceRow? removed, TraceRow? added)
    {
        Pause.Count(removed, added);
        Figures.Trail.Follow(_book.Ledger, removed, added);
        if (!Rows.IsFrozen)
        {
            Rows.Follow(removed, added);
            Cursor.Follow(removed, added);
        }
    }
}
