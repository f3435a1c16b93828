namespace TraceLlm.Monitor.Data;

/// <summary>
/// Compares the figures with the store's own count. The two are never taken at one moment, so while traces arrive a difference of
/// up to the arrivals since the check before is no evidence; a difference seen twice running is, or one where there is reason to
/// expect it.
/// </summary>
internal sealed class CountCheck
{
    private long _arrivals;
    private bool _differedBefore;

    /// <summary>A document was counted live.</summary>
    public void CountArrival() => _arrivals++;

    /// <summary>The figures were just read from the store.</summary>
    public void Reset()
    {
        _arrivals = 0;
        _differedBefore = false;
    }

    /// <param name="shown">By the figures.</param>
    /// <param name="stored">By the store's count.</param>
    /// <param name="isOnceEnough">One difference is evidence.</param>
    /// <returns>True when the figures have to be read again.</returns>
    public bool Differs(long shown, long stored, bool isOnceEnough = false)
    {
        bool differs = Math.Abs(shown - stored) > _arrivals;
        bool isEvidence = differs && (_differedBefore || isOnceEnough);
        _arrivals = 0;
        _differedBefore = differs && !isEvidence;
        return isEvidence;
    }
}
