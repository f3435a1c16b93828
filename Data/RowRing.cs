using System.Numerics;

namespace TraceLlm.Monitor.Data;

/// <summary>
/// Rows by position, 0 to <see cref="Count"/> - 1, in a ring: to put one in or take one out moves the rows of the nearer end only, and
/// those in blocks.
/// </summary>
internal sealed class RowRing
{
    private const int FirstCapacity = 64;

    private Slot[] _ring = new Slot[FirstCapacity];
    private int _first;

    public int Count { get; private set; }

    /// <param name="position">0 to <see cref="Count"/> - 1; not checked.</param>
    public TraceRow this[int position]
    {
        get => _ring[SlotOf(position)].Row;
        set => _ring[SlotOf(position)].Row = value;
    }

    /// <summary>Puts a row behind all others.</summary>
    public void Append(TraceRow row)
    {
        EnsureRoom(Count + 1);
        this[Count++] = row;
    }

    /// <param name="position">0 to <see cref="Count"/>: that of the row afterwards.</param>
    public void Insert(int position, TraceRow row)
    {
        EnsureRoom(Count + 1);
        if (position < Count / 2)
        {
            _first = SlotOf(_ring.Length - 1);
            Count++;
            MoveDown(1, position);
        }
        else
        {
            Count++;
            MoveUp(position, Count - 1 - position);
        }

        this[position] = row;
    }

    public void RemoveAt(int position)
    {
        if (position < Count / 2)
        {
            MoveUp(0, position);
            this[0] = null!;
            _first = SlotOf(1);
        }
        else
        {
            MoveDown(position + 1, Count - 1 - position);
            this[Count - 1] = null!;
        }

        Count--;
    }

    /// <summary>Lets all rows go and keeps the room for as many.</summary>
    public void Clear()
    {
        Array.Clear(_ring);
        (Count, _first) = (0, 0);
    }

    /// <summary>Makes room for so many rows at once.</summary>
    public void EnsureRoom(int rows)
    {
        if (rows > _ring.Length)
        {
            Resize(RoomFor(rows));
        }
    }

    /// <summary>Gives back what a much larger number of rows needed.</summary>
    public void ReleaseRoom()
    {
        const int WastedShare = 4;
        if (_ring.Length > FirstCapacity && _ring.Length > WastedShare * Count)
        {
            Resize(RoomFor(Count + 1));
        }
    }

    private static int RoomFor(int rows) => Math.Max((int)BitOperations.RoundUpToPowerOf2((uint)rows), FirstCapacity);

    /// <summary>Moves rows one position down, the lowest first; a block does not cross the ring's end.</summary>
    private void MoveDown(int from, int count)
    {
        while (count > 0)
        {
            int source = SlotOf(from), target = SlotOf(from + _ring.Length - 1);
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
    private int EndOf(int position) => SlotOf(position + _ring.Length - 1) + 1;

    /// <summary>The ring's length is a power of two.</summary>
    private int SlotOf(int position) => (_first + position) & (_ring.Length - 1);

    private void Resize(int slots)
    {
        var ring = new Slot[slots];
        for (int i = 0; i < Count; i++)
        {
            ring[i].Row = this[i];
        }

        (_ring, _first) = (ring, 0);
    }

    /// <summary>A row as a value: one put into an array of objects is looked at for its type, and 100,000 rows lie far apart in
    /// memory.</summary>
    private struct Slot
    {
        public TraceRow Row;
    }
}
