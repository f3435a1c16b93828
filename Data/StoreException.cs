namespace TraceLlm.Monitor.Data;

/// <summary>
/// A read of a store failed. The message is shown to the user after <c>DB poll error:</c>, so it is in our own words, says what
/// failed and where, and never holds a password, a connection string with one, or trace contents.
/// </summary>
internal class StoreException : Exception
{
    public StoreException(string message)
        : base(message)
    {
    }

    public StoreException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>The store answered, too slowly: reading less or less often may work (MongoDB code 50).</summary>
    public bool IsTooSlow { get; init; }

    /// <summary>The store refused who we are: asking again soon would only fill its log, and may lock the account.</summary>
    public bool IsLoginRefused { get; init; }
}
