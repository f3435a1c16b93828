namespace TraceLlm.Monitor.Data;

/// <summary>
/// A hash index over the slots of an array: for every hash a chain of slots, in the order in which they were appended. The longest
/// waiting stands first, so that taking it out costs nothing even where thousands share one key.
/// </summary>
internal sealed class SlotChains
{
    public const int None = -1;

    private readonly int[] _first;
    private readonly int[] _last;
    private readonly int[] _next;

    /// <param name="slots">Slots of the array; one slot stands in one chain at most.</param>
    public SlotChains(int slots)
    {
        int chains = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(slots / 2, 1));
        _first = new int[chains];
        _last = new int[chains];
        _next = new int[slots];
        Array.Fill(_first, None);
    }

    /// <summary>The first slot that may have this hash; <see cref="None"/>: there is none.</summary>
    public int First(int hash) => _first[Chain(hash)];

    /// <inheritdoc cref="First"/>
    public int Next(int slot) => _next[slot];

    public void Append(int hash, int slot)
    {
        int chain = Chain(hash);
        _next[slot] = None;
        if (_first[chain] == None)
        {
            _first[chain] = slot;
        }
        else
        {
            _next[_last[chain]] = slot;
        }

        _last[chain] = slot;
    }

    /// <param name="hash">With which it was appended.</param>
    /// <param name="slot">Must stand in the chain.</param>
    public void Remove(int hash, int slot)
    {
        int chain = Chain(hash);
        int before = None;
        for (int at = _first[chain]; at != slot; at = _next[at])
        {
            before = at;
        }

        if (before == None)
        {
            _first[chain] = _next[slot];
        }
        else
        {
            _next[before] = _next[slot];
        }

        if (_last[chain] == slot)
        {
            _last[chain] = before;
        }
    }

    private int Chain(int hash) => hash & (_first.Length - 1);
}
