using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Which row is selected and which rows are in sight. Both are rows and not numbers: what arrives above them moves neither.
/// </summary>
internal sealed class TableCursor(ShownRows rows)
{
    /// <summary>A trace is open: following waits.</summary>
    private bool _isHeld;

    /// <summary>The first rows are in sight, whether the selected one is among them or not; until the selection moves.</summary>
    private bool _showsFirst;

    /// <summary>
    /// The row that the user chose, or the newest while following; null until one is chosen. It stays the chosen one while a filter hides
    /// it, so that it is selected again once it is shown again.
    /// </summary>
    private TraceRow? _chosen;

    /// <summary>The row at the top of what is in sight; null: the first, whichever that is.</summary>
    private TraceRow? _anchor;

    /// <summary>The selected row: the chosen one, or the nearest to it while that is not shown; null when there is none.</summary>
    public TraceRow? Selected => SelectedIndex is { } index ? rows[index] : null;

    /// <summary>The newest trace is selected, whichever that is.</summary>
    public bool IsFollowing { get; private set; }

    /// <summary>The user has moved through the rows: the table takes the screen.</summary>
    public bool HasScrolled { get; private set; }

    /// <summary>Index of the first row in sight.</summary>
    public int Top { get; private set; }

    /// <summary>Rows in sight, as they were drawn last.</summary>
    public int VisibleRows { get; private set; } = 1;

    /// <summary>The selected row's index; null when none is selected or none is shown.</summary>
    public int? SelectedIndex => _chosen is not null && rows.Count > 0 ? Math.Min(rows.IndexOf(_chosen), rows.Count - 1) : null;

    /// <summary>Moves the selection; counts from the first row when there is none.</summary>
    /// <returns>False when the selection was at that end already.</returns>
    /// <param name="by">Rows down.</param>
    public bool Move(int by)
    {
        int last = rows.Count - 1;
        int? from = SelectedIndex;
        int to = Math.Clamp((from ?? 0) + by, 0, Math.Max(last, 0));
        MoveTo(to);
        return to != from;
    }

    /// <param name="index">Beyond the last row: the last.</param>
    public void MoveTo(int index)
    {
        (IsFollowing, HasScrolled, _showsFirst) = (false, true, false);
        if (rows.Count > 0)
        {
            Select(rows[Math.Min(index, rows.Count - 1)]);
        }
    }

    /// <summary>Pins the newest trace.</summary>
    public void Follow()
    {
        (IsFollowing, _showsFirst, _anchor) = (true, false, null);
        SelectNewest();
    }

    /// <summary>Brings the first rows into sight: the order is another one. Following keeps the newest in sight.</summary>
    public void ShowFirst()
    {
        if (!IsFollowing)
        {
            (_showsFirst, _anchor) = (true, null);
        }
    }

    /// <summary>The selection stays where it is until <see cref="Release"/>, whatever arrives.</summary>
    public void Hold() => _isHeld = true;

    /// <summary>Goes on following, if it did.</summary>
    public void Release()
    {
        bool wasHeld = _isHeld;
        _isHeld = false;
        if (wasHeld && IsFollowing)
        {
            SelectNewest();
        }
    }

    public void EndFollowing() => IsFollowing = false;

    /// <summary>Selects the same trace, or the newest, after all rows changed.</summary>
    /// <param name="ledger">What is held.</param>
    public void Restore(TraceLedger ledger)
    {
        if (IsFollowing && !_isHeld)
        {
            SelectNewest();
        }
        else if (_chosen is { } chosen && !rows.IsFrozen)
        {
            RestoreChosen(chosen, ledger.Find(chosen.Trace.Key));
        }
    }

    /// <summary>Chooses the row that is selected; the first in sight if none is.</summary>
    public void Choose()
    {
        if (rows.Count > 0)
        {
            Select(rows[SelectedIndex ?? Math.Min(Top, rows.Count - 1)]);
        }
    }

    /// <summary>Follows a change of the rows shown: the selected trace stays, even if it is no longer held.</summary>
    public void Follow(TraceRow? removed, TraceRow? added)
    {
        if (IsFollowing && !_isHeld && added is not null && (_chosen is null || added.CompareTo(_chosen) > 0) && rows.Contains(added))
        {
            Select(added);
        }

        if (added is not null)
        {
            // The same trace, confirmed by the store, stored once more, or back from the past.
            _chosen = _chosen?.Trace.Key == added.Trace.Key ? added : _chosen;
            _anchor = _anchor?.Trace.Key == added.Trace.Key ? added : _anchor;
        }

        if (removed is not null && ReferenceEquals(_chosen, removed))
        {
            rows.Pin(removed);
        }
    }

    /// <summary>Brings the selected row into sight.</summary>
    /// <param name="visibleRows">Rows that there is room for.</param>
    public void Settle(int visibleRows)
    {
        VisibleRows = Math.Max(visibleRows, 1);
        int count = rows.Count;
        int top = _anchor is null ? 0 : rows.IndexOf(_anchor);
        if (!_showsFirst && SelectedIndex is { } index)
        {
            top = Math.Clamp(top, index - VisibleRows + 1, index);
        }

        Top = Math.Clamp(top, 0, Math.Max(count - VisibleRows, 0));
        _anchor = Top == 0 ? null : rows[Top];
    }

    private void RestoreChosen(TraceRow chosen, TraceRow? held)
    {
        _chosen = held ?? chosen;
        if (held is not null)
        {
            rows.Unpin();
        }
        else
        {
            rows.Pin(chosen);
        }
    }

    private void Select(TraceRow row)
    {
        if (ReferenceEquals(row, _chosen))
        {
            return;
        }

        _chosen = row;
        rows.Unpin();
    }

    private void SelectNewest()
    {
        if (rows.Count == 0)
        {
            return;
        }

        TraceRow newest = rows[0];
        for (int index = 1; index < rows.Count && rows.Column != SortColumn.Time; index++)
        {
            newest = rows[index].CompareTo(newest) > 0 ? rows[index] : newest;
        }

        bool isLast = rows.Column == SortColumn.Time && !rows.IsDescending;
        Select(isLast ? rows[rows.Count - 1] : newest);
    }
}
