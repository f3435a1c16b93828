namespace TraceLlm.Monitor.Data;

/// <summary>Knows whether the preferred one of two stores may be read at all.</summary>
internal interface IStoreGuide
{
    /// <summary>Asked before every poll; cheap once it is decided. The answer may change.</summary>
    /// <exception cref="StoreException">It cannot be told yet: neither store is read.</exception>
    Task<bool> MayUsePreferredAsync(CancellationToken cancellation);
}
