namespace TraceLlm.Monitor.Data;

/// <summary>When a store is summed, and when its count is compared with the figures (MONGO.md section 4.6).</summary>
internal sealed class TotalsSchedule(StorePollerOptions options, TimeProvider time)
{
    private TimeSpan _allowedAt;
    private TimeSpan _requestableAt;
    private TimeSpan _countDueAt;

    /// <summary>When the store is summed again.</summary>
    public TimeSpan DueAt { get; private set; }

    public bool IsDue => time.Now() >= DueAt;

    public bool IsCountDue => time.Now() >= _countDueAt;

    /// <summary>Why the next count is taken.</summary>
    public CountCause CountCause { get; private set; }

    /// <summary>The store was summed or refused to be: it rests from that, and is summed again when it has, unless the figures are
    /// told (<see cref="Finish"/>).</summary>
    /// <param name="askedAt">When the sum began.</param>
    /// <param name="isCountsOnly">It only had to count.</param>
    public void EndSum(TimeSpan askedAt, bool isCountsOnly)
    {
        TimeSpan now = time.Now();
        _allowedAt = now + ((now - askedAt) * (isCountsOnly ? options.CountsRestFactor : options.TotalsRestFactor));
        DueAt = _allowedAt;
    }

    /// <summary>The figures are told, or cannot be had now: the next sum comes after the usual interval.</summary>
    public void Finish()
    {
        TimeSpan regular = time.Now() + options.TotalsInterval;
        DueAt = regular > _allowedAt ? regular : _allowedAt;
        EndCount();
    }

    /// <summary>The store is to be summed as soon as it has rested from the last time, at the latest.</summary>
    public void Require() => DueAt = DueAt < _allowedAt ? DueAt : _allowedAt;

    /// <summary>The figures were found to be wrong: at once, but at most once per interval, because a store whose count never agrees must
    /// not be summed without end. For the user as often as is asked, but the store has its rest.</summary>
    /// <returns>False: not now.</returns>
    public bool TryRequest(bool isByUser)
    {
        if (isByUser)
        {
            Require();
            return true;
        }

        TimeSpan now = time.Now();
        if (now < _requestableAt)
        {
            return false;
        }

        _requestableAt = now + options.TotalsInterval;
        DueAt = now;
        return true;
    }

    /// <summary>Takes the count with the next poll: what was stored may have been removed.</summary>
    public void RequireCount(CountCause cause)
    {
        _countDueAt = TimeSpan.Zero;
        CountCause = cause > CountCause ? cause : CountCause;
    }

    /// <summary>The count was taken, or is not needed.</summary>
    public void EndCount()
    {
        _countDueAt = time.Now() + options.CountInterval;
        CountCause = CountCause.Regular;
    }

    /// <summary>Another store is read: what the one before has to rest from, and when it was summed, is of no matter.</summary>
    public void ChangeStore()
    {
        (_allowedAt, _requestableAt, DueAt) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero);
        EndCount();
    }
}
