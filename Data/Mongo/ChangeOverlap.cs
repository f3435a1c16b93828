namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The mark from which changes are read, and what lies beyond it that was handed out already. Ids follow the writers' clocks, so
/// the mark stays a margin behind the newest seen, and never runs ahead of the server's own clock: one writer whose clock is an
/// hour ahead must not hide what the others write.
/// </summary>
internal sealed class ChangeOverlap
{
    /// <summary>By how much writers' clocks may disagree with the server's before the check of the count has to find
    /// out.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private readonly Dictionary<TraceKey, DateTimeOffset> _known = [];
    private DateTimeOffset? _newest;
    private DateTimeOffset? _sweptUntil;

    /// <summary>Documents remembered.</summary>
    public int KnownCount => _known.Count;

    public bool Knows(TraceKey document) => _known.ContainsKey(document);

    /// <summary>From where to read; everything known before it is forgotten.</summary>
    /// <param name="serverTime">The server's clock, for a store that was never read.</param>
    public DateTimeOffset Begin(DateTimeOffset serverTime)
    {
        DateTimeOffset mark = _sweptUntil ?? serverTime;
        mark = _newest < mark ? _newest.Value : mark;
        DateTimeOffset from = DateTimeOffset.FromUnixTimeSeconds(mark.AddClamped(-Margin).ToUnixTimeSeconds());
        foreach ((TraceKey document, DateTimeOffset storedAt) in _known)
        {
            if (storedAt < from)
            {
                _known.Remove(document);
            }
        }

        return from;
    }

    public void Add(IReadOnlyList<Trace> traces)
    {
        foreach (Trace trace in traces)
        {
            DateTimeOffset storedAt = trace.StoredAt ?? DateTimeOffset.UnixEpoch;
            _known[trace.DocumentKey] = storedAt;
            _newest = _newest > storedAt ? _newest : storedAt;
        }
    }

    /// <summary>Everything that was stored by then was handed out.</summary>
    public void Complete(DateTimeOffset serverTime) => _sweptUntil = serverTime;

    /// <summary>Makes the next sweep begin at the cut at the latest.</summary>
    public void MoveBackTo(DateTimeOffset cut)
    {
        DateTimeOffset latest = cut.AddClamped(Margin);
        _sweptUntil = _sweptUntil < latest ? _sweptUntil : latest;
    }

    /// <summary>Forgets everything: the store is read anew.</summary>
    public void Reset()
    {
        _known.Clear();
        _newest = null;
        _sweptUntil = null;
    }
}
