using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Rows in ascending <see cref="RowOrder"/>: a ring, so that a row is put in or taken out by moving the rows of the nearer end. Many
/// at once are sorted by numbers, without comparing rows.
/// </summary>
internal sealed class OrderedRows
{
    private const int FirstCapacity = 64;
    private const int PositionBits = 64 - RowOrder.KeyBits;
    private const ulong PositionMask = (1UL << PositionBits) - 1;

    private TraceRow[] _ring = [];
    private ulong[] _keys = []; // twice as many as are sorted: the second half is scratch
    private int _first;

    public int Count { get; private set; }

    public RowOrder Order { get; private set; }

    /// <param name="index">0 is the least.</param>
    public TraceRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return Slot(index);
        }
    }

    /// <summary>Begins anew, with room for some rows.</summary>
    public void Reset(RowOrder order, int capacity)
    {
        Array.Clear(_ring);
        Order = order;
        Count = 0;
        _first = 0;
        EnsureRoom(capacity);
    }

    /// <summary>Lets the memory go.</summary>
    public void Release()
    {
        (_ring, _keys) = ([], []);
        (Count, _first) = (0, 0);
    }

    /// <summary>Puts a row behind all others whatever its place; <see cref="Sort"/> has to follow.</summary>
    public void Append(TraceRow row)
    {
        EnsureRoom(Count + 1);
        Slot(Count++) = row;
    }

    /// <summary>Brings rows that were appended in ascending order of time into the order.</summary>
    public void Sort()
    {
        if (Order.Column == SortColumn.Time || Count < 2)
        {
            return;
        }

        Dictionary<string, int>? ranks = Order.Column == SortColumn.Model ? RankModels() : null;
        if (_keys.Length < 2 * Count)
        {
            _keys = new ulong[2 * _ring.Length];
        }

        for (int i = 0; i < Count; i++)
        {
            TraceRow row = Slot(i);
            ulong key = ranks is null ? Order.KeyOf(row) : (ulong)ranks[RowOrder.ModelOf(row)];
            _keys[i] = (key << PositionBits) | (uint)i;
        }

        RadixSort.Sort(_keys.AsSpan(0, Count), _keys.AsSpan(Count), lowestBit: PositionBits);
        var sorted = new TraceRow[_ring.Length];
        for (int i = 0; i < Count; i++)
        {
            sorted[i] = Slot((int)(_keys[i] & PositionMask));
        }

        (_ring, _first) = (sorted, 0);
    }

    /// <summary>Where a row stands, or where one that is not here belongs.</summary>
    public int PositionOf(TraceRow row)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Order.Compare(Slot(middle), row) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Whether this very row stands here.</summary>
    public bool Contains(TraceRow row)
    {
        int position = PositionOf(row);
        return position < Count && ReferenceEquals(Slot(position), row);
    }

    public void Add(TraceRow row)
    {
        EnsureRoom(Count + 1);
        int position = PositionOf(row);
        Count++;
        if (position < Count / 2)
        {
            _first = Wrap(_first - 1 + _ring.Length);
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
    }

    /// <returns>False when it is not here.</returns>
    public bool Remove(TraceRow row)
    {
        int position = PositionOf(row);
        if (position == Count || !ReferenceEquals(Slot(position), row))
        {
            return false;
        }

        if (position < Count / 2)
        {
            for (int i = position; i > 0; i--)
            {
                Slot(i) = Slot(i - 1);
            }

            Slot(0) = null!;
            _first = Wrap(_first + 1);
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
        return true;
    }

    /// <summary>The place of every model's name among all. Names are told apart by reference, which is found faster than a text: rows
    /// share equal ones (<see cref="NameTable"/>). Where two do not, they have one place.</summary>
    private Dictionary<string, int> RankModels()
    {
        var ranks = new Dictionary<string, int>(ReferenceEqualityComparer.Instance);
        for (int i = 0; i < Count; i++)
        {
            ranks[RowOrder.ModelOf(Slot(i))] = 0;
        }

        string[] names = [.. ranks.Keys];
        Array.Sort(names, string.CompareOrdinal);
        for (int i = 1; i < names.Length; i++)
        {
            int step = string.Equals(names[i], names[i - 1], StringComparison.Ordinal) ? 0 : 1;
            ranks[names[i]] = ranks[names[i - 1]] + step;
        }

        return ranks;
    }

    private ref TraceRow Slot(int position) => ref _ring[Wrap(_first + position)];

    private int Wrap(int slot) => slot >= _ring.Length ? slot - _ring.Length : slot;

    private void EnsureRoom(int count)
    {
        if (count <= _ring.Length)
        {
            return;
        }

        var larger = new TraceRow[Math.Max(Math.Max(FirstCapacity, count), _ring.Length * 2)];
        for (int i = 0; i < Count; i++)
        {
            larger[i] = Slot(i);
        }

        (_ring, _first) = (larger, 0);
    }
}
