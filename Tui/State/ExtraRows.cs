using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Rows shown beyond those that the book holds: older pages, what the book let go since they were loaded, and the selected row.
/// Bounded: the oldest gives way.
/// </summary>
internal sealed class ExtraRows
{
    /// <summary>Rows at most: some hundred pages.</summary>
    public const int MaxCount = 20_000;

    private readonly Dictionary<TraceKey, TraceRow> _byKey = [];
    private readonly OrderedRows _byTime = new();

    public int Count => _byTime.Count;

    /// <param name="index">0 is the oldest.</param>
    public TraceRow this[int index] => _byTime[index];

    public bool Contains(TraceKey key) => _byKey.ContainsKey(key);

    /// <returns>The row that had to give way, if one had to; the row itself when it is here already.</returns>
    public TraceRow? Add(TraceRow row)
    {
        if (!_byKey.TryAdd(row.Trace.Key, row))
        {
            return row;
        }

        _byTime.Add(row);
        if (Count <= MaxCount)
        {
            return null;
        }

        TraceRow oldest = _byTime[0];
        Remove(oldest.Trace.Key);
        return oldest;
    }

    /// <returns>The row that was removed; null when there was none.</returns>
    public TraceRow? Remove(TraceKey key)
    {
        if (_byKey.Remove(key, out TraceRow? row))
        {
            _byTime.Remove(row);
        }

        return row;
    }

    public void Clear()
    {
        _byKey.Clear();
        _byKey.TrimExcess();
        _byTime.Release();
    }
}
