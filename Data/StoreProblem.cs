namespace TraceLlm.Monitor.Data;

/// <summary>Why a store is not used as asked, while reads succeed all the same.</summary>
/// <param name="Message">As of a <see cref="StoreException"/>.</param>
/// <param name="RetryAt">When it is tried again, on the monotonic clock; null: it is being tried.</param>
/// <param name="IsStoodInFor">Another store is read instead.</param>
internal readonly record struct StoreProblem(string Message, TimeSpan? RetryAt, bool IsStoodInFor = false);
