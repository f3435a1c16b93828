using System.Numerics;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// Rows by the key of their trace: a hash table of references alone (open addressing, linear probing), because the rows hold their
/// keys already and there may be 100,000 of them.
/// </summary>
internal sealed class RowTable
{
    private const int FirstCapacity = 128;

    private TraceRow?[] _slots = new TraceRow?[FirstCapacity];
    private int _count;

    /// <summary>The row of a trace; null when there is none.</summary>
    public TraceRow? Find(TraceKey key) => _slots[SlotOf(key)];

    /// <summary>Puts a row in, in place of the one of its trace if there is one.</summary>
    public void Set(TraceRow row)
    {
        int slot = SlotOf(row.Trace.Key);
        bool isNew = _slots[slot] is null;
        _slots[slot] = row;
        _count += isNew ? 1 : 0;
        if (isNew && 2 * _count > _slots.Length)
        {
            Resize(_slots.Length * 2);
        }
    }

    /// <param name="key">Of a row that is here.</param>
    public void Remove(TraceKey key)
    {
        int hole = SlotOf(key);
        _slots[hole] = null;
        _count--;

        // What stands behind the hole may have got there by walking over it: each row is moved back as far as its search goes.
        for (int slot = Next(hole); _slots[slot] is { } row; slot = Next(slot))
        {
            int home = HomeOf(row.Trace.Key);
            bool walkedOver = hole <= slot ? home <= hole || home > slot : home <= hole && home > slot;
            if (walkedOver)
            {
                (_slots[hole], _slots[slot], hole) = (row, null, slot);
            }
        }
    }

    /// <summary>Gives back what a much larger number of rows needed.</summary>
    public void ReleaseRoom()
    {
        const int WastedShare = 8;
        if (_slots.Length > FirstCapacity && _slots.Length > WastedShare * _count)
        {
            Resize(Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)((2 * _count) + 1)), FirstCapacity));
        }
    }

    /// <summary>Where the row of a trace stands, or the empty slot where it belongs; half of the slots are empty at least.</summary>
    private int SlotOf(TraceKey key)
    {
        int slot = HomeOf(key);
        while (_slots[slot] is { } row && row.Trace.Key != key)
        {
            slot = Next(slot);
        }

        return slot;
    }

    private int HomeOf(TraceKey key) => key.GetHashCode() & (_slots.Length - 1);

    private int Next(int slot) => (slot + 1) & (_slots.Length - 1);

    private void Resize(int slots)
    {
        TraceRow?[] before = _slots;
        _slots = new TraceRow?[slots];
        foreach (TraceRow? row in before)
        {
            if (row is not null)
            {
                _slots[SlotOf(row.Trace.Key)] = row;
            }
        }
    }
}
