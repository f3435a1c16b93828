using System.Numerics;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// Rows by position, 0 to <see cref="Count"/> - 1, in a ring: to put one in or take one out moves the rows of the nearer end only, and
/// those in blocks.
/// </summary>
internal sealed class RowRing
{
    private const int FirstCapacity = 64;

    private TraceRow[] _ring = new TraceRow[FirstCapacity];
    private int _first;

    public int Count { get; private set; }

    /// <param name="position">0 to <see cref="Count"/> - 1; not checked.</param>
    public TraceRow this[int position]
    {
        get => Slot(position);
        set => Slot(position) = value;
    }

    /// <param name="position">0 to <see cref="Count"/>: that of the row afterwards.</param>
    public void Insert(int position, TraceRow row)
    {
        if (Count == _ring.Length)
        {
            Resize(_ring.Length * 2);
        }

        if (position < Count / 2)
        {
            _first = Wrap(_first - 1 + _ring.Length);
            Count++;
            MoveDown(1, position);
        }
        else
        {
            Count++;
            MoveUp(position, Count - 1 - position);
        }

        Slot(position) = row;
    }

    public void RemoveAt(int position)
    {
        if (position < Count / 2)
        {
            MoveUp(0, position);
            Slot(0) = null!;
            _first = Wrap(_first + 1);
        }
        else
        {
            MoveDown(position + 1, Count - 1 - position);
            Slot(Count - 1) = null!;
        }

        Count--;
    }

    /// <summary>Gives back what a much larger number of rows needed.</summary>
    public void ReleaseRoom()
    {
        const int WastedShare = 4;
        if (_ring.Length > FirstCapacity && _ring.Length > WastedShare * Count)
        {
            Resize(Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)Count + 1), FirstCapacity));
        }
    }

    /// <summary>Moves rows one position down, the lowest first; a block does not cross the ring's end.</summary>
    private void MoveDown(int from, int count)
    {
        while (count > 0)
        {
            int source = Wrap(_first + from), target = Wrap(_first + from - 1);
            int block = Math.Min(count, _ring.Length - Math.Max(source, target));
            Array.Copy(_ring, source, _ring, target, block);
            from += block;
            count -= block;
        }
    }

    /// <summary>Moves rows one position up, the highest first; a block does not cross the ring's end.</summary>
    private void MoveUp(int from, int count)
    {
        while (count > 0)
        {
            int sourceEnd = EndOf(from + count), targetEnd = EndOf(from + count + 1);
            int block = Math.Min(count, Math.Min(sourceEnd, targetEnd));
            Array.Copy(_ring, sourceEnd - block, _ring, targetEnd - block, block);
            count -= block;
        }
    }

    /// <summary>The slot behind that of the position before this one: behind the ring's last slot it is not the first.</summary>
    private int EndOf(int position) => Wrap(_first + position - 1) + 1;

    private ref TraceRow Slot(int position) => ref _ring[Wrap(_first + position)];

    private int Wrap(int slot) => slot >= _ring.Length ? slot - _ring.Length : slot;

    private void Resize(int slots)
    {
        var ring = new TraceRow[slots];
        for (int i = 0; i < Count; i++)
        {
            ring[i] = Slot(i);
        }

        (_ring, _first) = (ring, 0);
    }
}
