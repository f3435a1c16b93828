using System.Runtime.InteropServices;

namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>Finds rows that moved up or down together between two frames, so that the terminal can be told to scroll
/// them.</summary>
internal sealed class ScrollFinder
{
    /// <summary>Rows that must have moved for a scroll to be worth trying.</summary>
    private const int MinMovedRows = 2;

    private ulong[] _front = [];
    private ulong[] _back = [];
    private int[] _votes = [];

    /// <summary>The region to scroll, and by how many rows; positive is down. Rows inside that did not move with the others are
    /// left to the caller to redraw, so a wrong guess costs bytes and nothing else.</summary>
    /// <returns>False when nothing moved.</returns>
    public bool TryFind(ReadOnlySpan<Cell> front, ReadOnlySpan<Cell> back, int columns, out int top, out int bottom, out int by)
    {
        int rows = back.Length / columns;
        Hash(front, back, columns, rows);
        by = BestShift(rows);
        top = rows;
        bottom = -1;
        for (int row = 0; by != 0 && row < rows; row++)
        {
            if (HasMoved(row, row - by, rows))
            {
                top = Math.Min(top, Math.Min(row, row - by));
                bottom = Math.Max(bottom, Math.Max(row, row - by));
            }
        }

        return bottom > top;
    }

    private static ulong HashOf(ReadOnlySpan<Cell> row)
    {
        const ulong Multiplier = 0x9E3779B97F4A7C15;
        ulong hash = 0;
        foreach (ulong cell in MemoryMarshal.Cast<Cell, ulong>(row))
        {
            hash = ulong.RotateLeft((hash ^ cell) * Multiplier, 29);
        }

        return hash;
    }

    private void Hash(ReadOnlySpan<Cell> front, ReadOnlySpan<Cell> back, int columns, int rows)
    {
        if (_front.Length < rows)
        {
            _front = new ulong[rows];
            _back = new ulong[rows];
            _votes = new int[2 * rows];
        }

        for (int row = 0; row < rows; row++)
        {
            _front[row] = HashOf(front.Slice(row * columns, columns));
            _back[row] = HashOf(back.Slice(row * columns, columns));
        }
    }

    /// <summary>The shift that most changed rows agree on; 0 when too few do.</summary>
    private int BestShift(int rows)
    {
        Array.Clear(_votes);
        int best = 0;
        int bestVotes = MinMovedRows - 1;
        for (int row = 0; row < rows; row++)
        {
            for (int source = 0; source < rows; source++)
            {
                if (HasMoved(row, source, rows) && ++_votes[row - source + rows] > bestVotes)
                {
                    bestVotes = _votes[row - source + rows];
                    best = row - source;
                }
            }
        }

        return best;
    }

    private bool HasMoved(int row, int source, int rows) =>
        (uint)source < (uint)rows && _back[row] == _front[source] && _back[row] != _front[row];
}
