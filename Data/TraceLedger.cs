namespace TraceLlm.Monitor.Data;

/// <summary>
/// The traces held: bounded, newest first, one row per trace_id. Index 0 is the newest. A ring buffer in ascending order, so
/// that the usual insertion (newer than all) and the usual removal (the oldest) touch one slot each.
/// </summary>
internal sealed class TraceLedger
{
    private const int FirstCapacity = 64;

    private readonly int _maxCount;
    private readonly Dictionary<TraceKey, TraceRow> _byKey = [];

    private TraceRow[] _ring = new TraceRow[FirstCapacity];
    private int _oldest;
    private long _arrivals;

    /// <param name="maxCount">Rows held at most, >= 1.</param>
    public TraceLedger(int maxCount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        _maxCount = maxCount;
    }

    /// <summary>Rows held: the distinct trace_ids.</summary>
    public int Count { get; private set; }

    /// <summary>Called after each change with the row that left and the row that came; one of the two may be missing. Both are there
    /// when a row was replaced, or when the oldest gave way.</summary>
    public Action<TraceRow?, TraceRow?>? Changed { get; set; }

    /// <param name="index">0 is the newest.</param>
    public TraceRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return Slot(Count - 1 - index);
        }
    }

    /// <summary>The row of a trace_id; null when it is not held.</summary>
    public TraceRow? Find(TraceKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>Where a row stands, 0 for the newest; where a row that is not held would stand among those that are.</summary>
    public int IndexOf(TraceRow row) => Count - 1 - PositionOf(row);

    /// <summary>Puts a trace in its place, or leaves the one that is there.</summary>
    /// <returns>True when the rows changed.</returns>
    public bool Add(Trace trace, DateTimeOffset arrivedAt)
    {
        TraceRow row = TraceRow.Of(trace, arrivedAt, ++_arrivals);
        if (_byKey.TryGetValue(trace.Key, out TraceRow? held))
        {
            return Supersede(held, row);
        }

        TraceRow? oldest = null;
        if (Count == _maxCount)
        {
            oldest = Slot(0);
            if (row.CompareTo(oldest) < 0)
            {
                return false;
            }

            RemoveAt(0);
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

    private void Insert(TraceRow row)
    {
        EnsureRoom();
        int position = PositionOf(row);
        Count++;
        if (position < Count / 2)
        {
            _oldest = Wrap(_oldest - 1 + _ring.Length);
            for (int i = 0; i < position; i++)
            {
                Slot(i) = Slot(i + 1);
            }
        }
        else
        {
            for (int i = Count - 1; i > position; i--)
            {
                Slot(i) = Slot(i - 1);
            }
        }

        Slot(position) = row;
        _byKey[row.Trace.Key] = row;
    }

    private void RemoveAt(int position)
    {
        _byKey.Remove(Slot(position).Trace.Key);
        if (position < Count / 2)
        {
            for (int i = position; i > 0; i--)
            {
                Slot(i) = Slot(i - 1);
            }

            Slot(0) = null!;
            _oldest = Wrap(_oldest + 1);
        }
        else
        {
            for (int i = position; i < Count - 1; i++)
            {
                Slot(i) = Slot(i + 1);
            }

            Slot(Count - 1) = null!;
        }

        Count--;
    }

    private void ReplaceAt(int position, TraceRow row)
    {
        Slot(position) = row;
        _byKey[row.Trace.Key] = row;
    }

    /// <summary>Where a row stands or belongs, oldest first: the first position whose row is not older.</summary>
    private int PositionOf(TraceRow row)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Slot(middle).CompareTo(row) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private ref TraceRow Slot(int position) => ref _ring[Wrap(_oldest + position)];

    private int Wrap(int slot) => slot >= _ring.Length ? slot - _ring.Length : slot;

    private void EnsureRoom()
    {
        if (Count < _ring.Length)
        {
            return;
        }

        var larger = new TraceRow[_ring.Length * 2];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = Slot(i);
        }

        _ring = larger;
        _oldest = 0;
    }
}
