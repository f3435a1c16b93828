namespace TraceLlm.Monitor.Net;

/// <summary>Looks for the backend: at the given port, then where development backends are found, each once.</summary>
internal sealed class PortSearch(TraceFeedOptions options)
{
    private static readonly TimeSpan PortTimeLimit = TimeSpan.FromSeconds(2);

    /// <summary>The result of the first attempt that succeeds.</summary>
    /// <param name="attemptAsync">Throws <see cref="FeedException"/>, also when its token is cancelled because the port takes too
    /// long.</param>
    /// <exception cref="FeedException">None succeeds: what the given port failed with.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<T> FindAsync<T>(
        Func<BackendEndpoint, CancellationToken, Task<T>> attemptAsync, CancellationToken cancellation)
    {
        FeedException? failure = null;
        foreach (int port in Ports())
        {
            using var limit = new CancellationTokenSource(PortTimeLimit, options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
            try
            {
                return await attemptAsync(new BackendEndpoint(options.Host, port, options.UseTls), either.Token);
            }
            catch (FeedException e) when (!e.IsFinal)
            {
                cancellation.ThrowIfCancellationRequested();
                failure ??= e;
            }
        }

        throw failure!;
    }

    private IEnumerable<int> Ports() =>
        options.ProbeOtherPorts ? options.OtherPorts.Prepend(options.Port).Distinct() : [options.Port];
}
