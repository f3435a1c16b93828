namespace TraceLlm.Monitor.Data;

/// <summary>
/// Reads the past page by page, from the oldest row held downwards, as far as the user scrolls: one page at a time, until the store
/// has no older trace or the ledger holds all that it may.
/// </summary>
internal sealed class PastReader(TraceLedger ledger)
{
    /// <summary>Traces of a page: several screens, and what a store answers in one go.</summary>
    private const int PageTraces = 200;

    /// <summary>The largest page, for many traces of one moment; where it does not reach past them, the rest of them is passed over.</summary>
    private const int MostPageTraces = 3200;

    /// <summary>A request that was not answered by then is taken to be lost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>What stores keep of a time.</summary>
    private static readonly TimeSpan Millisecond = TimeSpan.FromMilliseconds(1);

    private TimeSpan _askedAt;
    private int _pageTraces = PageTraces;
    private DateTimeOffset? _nextUpTo;
    private long _forgotten;

    /// <summary>A page is under way.</summary>
    public bool IsReading { get; private set; }

    /// <summary>The store has nothing older than what is held.</summary>
    public bool IsAtBeginning { get; private set; }

    /// <summary>Why the last page could not be read, in our own words; null when it could.</summary>
    public string? Error { get; private set; }

    /// <summary>Another store is read from now on, which may have more of the past.</summary>
    public void ChangeStore() => (IsAtBeginning, _nextUpTo, _pageTraces) = (false, null, PageTraces);

    /// <returns>What to ask the store for; null when nothing is to be read now.</returns>
    public SourceRequest.ReadPage? Next(Moment now)
    {
        if (ledger.Forgotten != _forgotten)
        {
            (_forgotten, IsAtBeginning, _nextUpTo) = (ledger.Forgotten, false, null);
        }

        bool isWaiting = IsReading && now.Monotonic < _askedAt + Patience;
        if (isWaiting || IsAtBeginning || ledger.IsFull || OldestTime() is not { } oldest)
        {
            return null;
        }

        (IsReading, _askedAt, Error) = (true, now.Monotonic, null);
        return new SourceRequest.ReadPage(_nextUpTo < oldest ? _nextUpTo.Value : oldest, _pageTraces);
    }

    /// <summary>Takes a page into the ledger; oldest first, so that of equal times the order of the page stays.</summary>
    /// <returns>True when something that is shown changed.</returns>
    public bool Apply(SourceEvent.PageRead page, DateTimeOffset now)
    {
        (IsReading, Error) = (false, page.Error);
        if (page.Error is not null)
        {
            return true;
        }

        int heldBefore = ledger.Count;
        for (int i = page.Traces.Count - 1; i >= 0; i--)
        {
            ledger.Add(page.Traces[i], now);
        }

        IsAtBeginning = page.Traces.Count < _pageTraces;
        bool isOneMoment = !IsAtBeginning && MillisecondOf(page.Traces[0]) == MillisecondOf(page.Traces[^1]);
        bool isAllHeld = !IsAtBeginning && ledger.Count == heldBefore;

        // A larger page reaches past as many traces of one moment; behind the largest the next one begins below them.
        bool canGrow = isOneMoment && _pageTraces < MostPageTraces;
        DateTimeOffset? passedOver = isAllHeld && !canGrow ? page.Traces[^1].CreatedAt : null;
        IsAtBeginning |= passedOver == DateTimeOffset.MinValue;
        _nextUpTo = passedOver?.AddClamped(-Millisecond);
        _pageTraces = canGrow ? _pageTraces * 2 : isOneMoment && !isAllHeld ? _pageTraces : PageTraces;
        return true;
    }

    private static long? MillisecondOf(Trace trace) => trace.CreatedAt?.ToUnixTimeMilliseconds();

    /// <summary>Of the oldest row that has a time of its own: stores do not find the others by time.</summary>
    private DateTimeOffset? OldestTime()
    {
        for (int index = ledger.Count - 1; index >= 0; index--)
        {
            if (ledger[index].Trace.CreatedAt is not null)
            {
                return ledger[index].Time;
            }
        }

        return null;
    }
}
