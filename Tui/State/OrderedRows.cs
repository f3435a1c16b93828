using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Rows in ascending <see cref="RowOrder"/>. Many at once are sorted by numbers, without comparing rows. The room for that is kept:
/// large arrays made anew at every key would have all memory collected at every few.
/// </summary>
internal sealed class OrderedRows
{
    private const int PositionBits = 64 - RowOrder.KeyBits;
    private const ulong PositionMask = (1UL << PositionBits) - 1;
    private const int NamesAtOnce = 256;

    private readonly RowRing _rows = new();
    private ulong[] _keys = []; // twice as many as are sorted: the second half is scratch

    public int Count => _rows.Count;

    public RowOrder Order { get; private set; }

    /// <param name="index">0 is the least.</param>
    public TraceRow this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return _rows[index];
        }
    }

    /// <summary>Begins anew.</summary>
    /// <param name="order">Of the rows to come.</param>
    /// <param name="mostRows">Room is made for so many at once.</param>
    public void Reset(RowOrder order, int mostRows)
    {
        Order = order;
        _rows.Clear();
        _rows.EnsureRoom(mostRows);
    }

    /// <summary>Gives back what a much larger number of rows needed.</summary>
    public void ReleaseRoom()
    {
        _rows.ReleaseRoom();
        _keys = [];
    }

    /// <summary>Puts a row behind all others whatever its place; <see cref="Sort"/> has to follow.</summary>
    public void Append(TraceRow row) => _rows.Append(row);

    /// <summary>Brings rows that were appended in ascending order of time into the order.</summary>
    public void Sort()
    {
        if (Order.Column == SortColumn.Time || Count < 2)
        {
            return;
        }

        if (_keys.Length < 2 * Count)
        {
            _keys = new ulong[2 * Count];
        }

        Span<ulong> keys = _keys.AsSpan(0, Count);
        if (Order.Column == SortColumn.Model)
        {
            RankModels(keys);
        }
        else
        {
            Order.FillKeys(_rows, keys);
        }

        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = (keys[i] << PositionBits) | (uint)i;
        }

        RadixSort.Sort(keys, _keys.AsSpan(Count), lowestBit: PositionBits);
        Arrange(keys);
    }

    /// <summary>Where a row stands, or where one that is not here belongs.</summary>
    public int PositionOf(TraceRow row)
    {
        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = Order.Compare(_rows[middle], row) < 0 ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Whether this very row stands here.</summary>
    public bool Contains(TraceRow row)
    {
        int position = PositionOf(row);
        return position < Count && ReferenceEquals(_rows[position], row);
    }

    public void Add(TraceRow row) => _rows.Insert(PositionOf(row), row);

    /// <returns>False when it is not here.</returns>
    public bool Remove(TraceRow row)
    {
        int position = PositionOf(row);
        if (position == Count || !ReferenceEquals(_rows[position], row))
        {
            return false;
        }

        _rows.RemoveAt(position);
        return true;
    }

    /// <summary>Puts each row where the order of the keys wants it, one cycle of the permutation after the other.</summary>
    private void Arrange(Span<ulong> keys)
    {
        for (int start = 0; start < keys.Length; start++)
        {
            TraceRow first = _rows[start];
            int target = start, source = SourceOf(ref keys[target], target);
            while (source != start)
            {
                _rows[target] = _rows[source];
                target = source;
                source = SourceOf(ref keys[target], target);
            }

            _rows[target] = first;
        }
    }

    /// <summary>Where the row for a place stands; then that is settled: the row for the place is there.</summary>
    private static int SourceOf(ref ulong key, int target)
    {
        int source = (int)(key & PositionMask);
        key = (ulong)target;
        return source;
    }

    /// <summary>Gives each row the place of its model's name among all.</summary>
    private void RankModels(Span<ulong> keys)
    {
        var ranks = new NameRanks();
        string[] names = new string[NamesAtOnce];
        for (int start = 0; start < keys.Length; start += names.Length)
        {
            int count = Math.Min(names.Length, keys.Length - start);
            RowOrder.FillModels(_rows, start, names.AsSpan(0, count));
            for (int i = 0; i < count; i++)
            {
                keys[start + i] = (ulong)ranks.NumberOf(names[i]);
            }
        }

        int[] places = ranks.Places();
        foreach (ref ulong key in keys)
        {
            key = (ulong)places[key];
        }
    }
}
