namespace TraceLlm.Monitor.Data;

/// <summary>
/// The traces held: bounded, newest first, one row per trace_id. Index 0 is the newest. In a ring, so that the usual insertion (newer
/// than all) and the usual removal (the oldest) touch one slot each.
/// </summary>
internal sealed class TraceLedger
{
    /// <summary>Rows held at most, whatever is asked for (<see cref="KeepsPast"/>): some 90 MB.</summary>
    public const int MostRows = 100_000;

    private readonly int _maxCount;
    private readonly RowRing _rows = new(); // oldest first
    private readonly RowTable _byKey = new();
    private readonly NameTable _names = new();

    private long _arrivals;
    private bool _keepsPast;

    /// <param name="maxCount">Rows held at most unless the past is kept, 1 to <see cref="MostRows"/>.</param>
    public TraceLedger(int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxCount, MostRows);
        _maxCount = maxCount;
    }

    /// <summary>Rows held: the distinct trace_ids.</summary>
    public int Count => _rows.Count;

    /// <summary>Called after each change with the row that left and the row that came; one of the two may be missing. Both are there
    /// when a row was replaced, or when the oldest gave way.</summary>
    public Action<TraceRow?, TraceRow?>? Changed { get; set; }

    /// <summary>Changes with every change of the rows.</summary>
    public long Version { get; private set; }

    /// <summary>Grows with every row that fell off the old end.</summary>
    public long Forgotten { get; private set; }

    /// <summary>
    /// The user looks at old rows: nothing is taken away there, and pages of the past find room, until <see cref="MostRows"/> are held.
    /// Turned off, what is beyond the usual bound is let go.
    /// </summary>
    public bool KeepsPast
    {
        get => _keepsPast;
        set
        {
            _keepsPast = value;
            while (Count > Bound)
            {
                TraceRow oldest = _rows[0];
                ForgetOldest();
                Changed?.Invoke(oldest, null);
            }

            _rows.ReleaseRoom();
            _byKey.ReleaseRoom();
        }
    }

    /// <summary>No older row would be kept.</summary>
    public bool IsFull => Count >= Bound;

    private int Bound => _keepsPast ? MostRows : _maxCount;

    /// <param name="index">0 is the newest.</param>
    public TraceRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return _rows[Count - 1 - index];
        }
    }

    /// <summary>The row of a trace_id; null when it is not held.</summary>
    public TraceRow? Find(TraceKey key) => _byKey.Find(key);

    /// <summary>Where a row stands, 0 for the newest; where a row that is not held would stand among those that are.</summary>
    public int IndexOf(TraceRow row) => Count - 1 - PositionOf(row);

    /// <summary>How many rows are later than a time.</summary>
    public int CountLaterThan(DateTimeOffset time)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _rows[middle].Time <= time ? (middle + 1, high) : (low, middle);
        }

        return Count - low;
    }

    /// <summary>Puts a trace in its place, or leaves the one that is there.</summary>
    /// <returns>True when the rows changed.</returns>
    public bool Add(Trace trace, DateTimeOffset arrivedAt)
    {
        trace.ShareNames(_names);
        TraceRow row = TraceRow.Of(trace, arrivedAt, ++_arrivals);
        if (_byKey.Find(trace.Key) is { } held)
        {
            return Supersede(held, row);
        }

        TraceRow? oldest = null;
        if (IsFull)
        {
            oldest = _rows[0];
            if (row.CompareTo(oldest) < 0)
            {
                return false;
            }

            ForgetOldest();
        }

        Insert(row);
        Changed?.Invoke(oldest, row);
        return true;
    }

    /// <summary>Two records with one trace_id: the same document seen twice keeps its place; of two documents the later stays.</summary>
    private bool Supersede(TraceRow held, TraceRow row)
    {
        if (IsSameDocument(held.Trace, row.Trace))
        {
            if (!held.Trace.DocumentKey.IsNone || row.Trace.DocumentKey.IsNone)
            {
                return false;
            }

            TraceRow confirmed = held with { Trace = row.Trace };
            ReplaceAt(PositionOf(held), confirmed);
            Changed?.Invoke(held, confirmed);
            return true;
        }

        if (row.Time < held.Time)
        {
            return false;
        }

        RemoveAt(PositionOf(held));
        Insert(row);
        Changed?.Invoke(held, row);
        return true;
    }

    /// <summary>A broadcast has no document identity and the store keeps milliseconds, so created_at to the millisecond decides.</summary>
    private static bool IsSameDocument(Trace held, Trace other) =>
        held.DocumentKey.IsNone || other.DocumentKey.IsNone
            ? held.CreatedAt is not { } first || other.CreatedAt is not { } second
                || first.ToUnixTimeMilliseconds() == second.ToUnixTimeMilliseconds()
            : held.DocumentKey == other.DocumentKey;

    private void ForgetOldest()
    {
        RemoveAt(0);
        Forgotten++;
    }

    private void Insert(TraceRow row)
    {
        _rows.Insert(PositionOf(row), row);
        _byKey.Set(row);
        Version++;
    }

    private void RemoveAt(int position)
    {
        _byKey.Remove(_rows[position].Trace.Key);
        _rows.RemoveAt(position);
        Version++;
    }

    private void ReplaceAt(int position, TraceRow row)
    {
        _rows[position] = row;
        _byKey.Set(row);
        Version++;
    }

    /// <summary>Where a row stands or belongs, oldest first: the first position whose row is not older.</summary>
    private int PositionOf(TraceRow row)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _rows[middle].CompareTo(row) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}
