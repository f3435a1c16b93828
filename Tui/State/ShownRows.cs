using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// The rows of the table as they are shown: those of the book, or those of the moment it was frozen, and a pinned one; filtered and
/// sorted. While that is the book's own order nothing is copied; else an ordered copy follows every change of the book.
/// </summary>
internal sealed class ShownRows
{
    /// <summary>Rows lie far apart in memory. So many are touched in a short loop before the filter looks at each: the processor waits for
    /// several at a time.</summary>
    private const int BlockRows = 64;

    private readonly TraceLedger _ledger;
    private readonly OrderedRows _ordered = new();
    private readonly RowRing _frozen = new(); // oldest first

    private TraceRow? _pinned;
    private RowFilter _filter = RowFilter.None;
    private bool _isCopied;
    private bool _isStale;

    public ShownRows(TraceLedger ledger) => _ledger = ledger;

    public SortColumn Column { get; private set; } = SortColumn.Time;

    /// <summary>The greatest, or newest, stands at the top.</summary>
    public bool IsDescending { get; private set; } = true;

    public bool IsFiltered => !_filter.IsNone;

    public bool IsFrozen { get; private set; }

    /// <summary>Rows that pass the filter.</summary>
    public int Count => Copy() ? _ordered.Count : _ledger.Count;

    /// <summary>Rows of the book, or of the moment it was frozen.</summary>
    public int HeldCount => IsFrozen ? _frozen.Count : _ledger.Count;

    /// <summary>Changes with the filter and with every pause.</summary>
    public long Changes { get; private set; }

    /// <summary>The newest of those; null when there is none.</summary>
    public TraceRow? Newest => HeldCount > 0 ? HeldByAge(HeldCount - 1) : null;

    /// <param name="index">0 is the top.</param>
    public TraceRow this[int index] => Copy()
        ? _ordered[IsDescending ? _ordered.Count - 1 - index : index]
        : _ledger[IsDescending ? index : _ledger.Count - 1 - index];

    /// <param name="index">Of the rows held, below <see cref="HeldCount"/>, whatever the filter.</param>
    public TraceRow HeldAt(int index) => IsFrozen ? _frozen[index] : _ledger[index];

    /// <summary>Where a row stands; where it would stand when it is not shown.</summary>
    public int IndexOf(TraceRow row)
    {
        int ascending = Copy() ? _ordered.PositionOf(row) : _ledger.Count - 1 - _ledger.IndexOf(row);
        bool isShown = ascending < Count && ReferenceEquals(this[IsDescending ? Count - 1 - ascending : ascending], row);
        return !IsDescending ? ascending : Count - (isShown ? 1 : 0) - ascending;
    }

    public bool Contains(TraceRow row) => IndexOf(row) is var index && index < Count && ReferenceEquals(this[index], row);

    public void Sort(SortColumn column, bool isDescending)
    {
        _isStale |= column != Column;
        (Column, IsDescending) = (column, isDescending);
    }

    public void Filter(RowFilter filter)
    {
        _filter = filter;
        Touch();
    }

    /// <summary>Stays as it is from now on, whatever the book does.</summary>
    public void Freeze()
    {
        for (int index = _ledger.Count - 1; index >= 0; index--)
        {
            _frozen.Append(_ledger[index]);
        }

        IsFrozen = true;
        Touch();
    }

    /// <summary>Follows the book again.</summary>
    public void Thaw()
    {
        _frozen.Clear();
        IsFrozen = false;
        Touch();
    }

    /// <summary>Gives back the memory that many more rows needed.</summary>
    public void ReleaseRoom()
    {
        _ordered.ReleaseRoom();
        _frozen.ReleaseRoom();
    }

    /// <summary>Follows a change of the book; not while frozen.</summary>
    public void Follow(TraceRow? removed, TraceRow? added)
    {
        if (added is not null && added.Trace.Key == _pinned?.Trace.Key)
        {
            Unpin();
        }

        if (_isCopied && !_isStale)
        {
            Replace(removed, added);
        }
    }

    /// <summary>Goes on showing a row that the book let go.</summary>
    public void Pin(TraceRow row)
    {
        Unpin();
        _pinned = row;
        if (_isCopied && !_isStale)
        {
            Replace(null, row);
        }
    }

    /// <summary>Lets the pinned row go.</summary>
    public void Unpin()
    {
        if (_pinned is { } row && _isCopied && !_isStale)
        {
            Replace(row, null);
        }

        _pinned = null;
    }

    private void Touch()
    {
        _isStale = true;
        Changes++;
    }

    private void Replace(TraceRow? removed, TraceRow? added)
    {
        if (removed is not null)
        {
            _ordered.Remove(removed);
        }

        if (added is not null && _filter.Passes(added))
        {
            _ordered.Add(added);
        }
    }

    /// <summary>Makes the ordered copy if one is needed and it is not up to date.</summary>
    /// <returns>Whether one is needed.</returns>
    private bool Copy()
    {
        bool isNeeded = IsFrozen || IsFiltered || Column != SortColumn.Time || _pinned is not null;
        if (!isNeeded)
        {
            Drop();
        }
        else if (!_isCopied || _isStale)
        {
            Build();
        }

        return isNeeded;
    }

    private void Drop()
    {
        if (_isCopied)
        {
            _ordered.Reset(new RowOrder(Column), 0);
            (_isCopied, _isStale) = (false, false);
        }
    }

    private void Build()
    {
        _ordered.Reset(new RowOrder(Column), HeldCount);
        for (int start = 0; start < HeldCount; start += BlockRows)
        {
            AppendBlock(start, Math.Min(start + BlockRows, HeldCount));
        }

        _ordered.Sort();
        Replace(null, _pinned);

        (_isCopied, _isStale) = (true, false);
    }

    private void AppendBlock(int start, int end)
    {
        for (int i = start; i < end && _filter.SearchesTexts; i++)
        {
            HeldByAge(i).Trace.TouchTexts();
        }

        for (int i = start; i < end; i++)
        {
            TraceRow row = HeldByAge(i);
            if (_filter.Passes(row))
            {
                _ordered.Append(row);
            }
        }
    }

    /// <param name="index">0 is the oldest row held.</param>
    private TraceRow HeldByAge(int index) => IsFrozen ? _frozen[index] : _ledger[_ledger.Count - 1 - index];
}
