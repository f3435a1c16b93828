namespace TraceLlm.Monitor.Tui.Ansi;

/// <summary>
/// Gives each cluster of more than one code point a number, so that a cell holds it in four bytes. Hostile text can bring new
/// ones for ever: <see cref="Compact"/> keeps the table as small as the screen.
/// </summary>
internal sealed class ClusterTable
{
    /// <summary>Clusters held before those no longer on the screen are let go.</summary>
    private const int CompactAbove = 1024;

    private Dictionary<Cluster, int> _ids = [];
    private List<Cluster> _clusters = [];

    public int Count => _clusters.Count;

    public Cluster this[uint glyph] => _clusters[(int)(glyph & ~Cell.ClusterBit)];

    /// <returns>The glyph of a <see cref="Cell"/>.</returns>
    public uint Intern(Cluster cluster)
    {
        if (!_ids.TryGetValue(cluster, out int id))
        {
            id = _clusters.Count;
            _clusters.Add(cluster);
            _ids.Add(cluster, id);
        }

        return (uint)id | Cell.ClusterBit;
    }

    /// <summary>Once the table has grown, renumbers the clusters of these cells and forgets all others.</summary>
    public void Compact(Span<Cell> front, Span<Cell> back)
    {
        if (_clusters.Count <= CompactAbove)
        {
            return;
        }

        List<Cluster> old = _clusters;
        _clusters = [];
        _ids = [];
        Renumber(front, old);
        Renumber(back, old);
    }

    private void Renumber(Span<Cell> cells, List<Cluster> old)
    {
        foreach (ref Cell cell in cells)
        {
            if (cell.IsCluster)
            {
                cell = cell with { Glyph = Intern(old[(int)(cell.Glyph & ~Cell.ClusterBit)]) };
            }
        }
    }
}
