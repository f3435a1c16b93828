using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>Says what the test wants.</summary>
internal sealed class FakeGuide : IStoreGuide
{
    public bool MayUsePreferred { get; set; } = true;

    /// <summary>Thrown instead of an answer; null: an answer.</summary>
    public StoreException? Failure { get; set; }

    public Task<bool> MayUsePreferredAsync(CancellationToken cancellation) =>
        Failure is null ? Task.FromResult(MayUsePreferred) : Task.FromException<bool>(Failure);
}
