using System.Net;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Tries all addresses of a name (in the manner of RFC 8305): each gets a head start over the next, so that the first is used
/// when it works and a dead one holds nothing up.
/// </summary>
internal sealed class AddressRace<T>(Func<IPAddress, CancellationToken, Task<T>> connectAsync, TimeProvider time)
    where T : IDisposable
{
    private static readonly TimeSpan HeadStart = TimeSpan.FromMilliseconds(250);

    private readonly List<Task<T>> _running = [];

    /// <summary>The first connection that stands. Every other attempt is ended.</summary>
    /// <param name="addresses">At least one.</param>
    /// <exception cref="FeedException">None stands: the failure of the first that failed.</exception>
    public async Task<T> RunAsync(IReadOnlyList<IPAddress> addresses, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            return await FirstStandingAsync(addresses, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await DropLosersAsync();
        }
    }

    private async Task<T> FirstStandingAsync(IReadOnlyList<IPAddress> addresses, CancellationToken stop)
    {
        FeedException? failure = null;
        for (int next = 0; next < addresses.Count || _running.Count > 0;)
        {
            if (next < addresses.Count)
            {
                _running.Add(connectAsync(addresses[next++], stop));
            }

            Task<T>? ended = await FirstEndedAsync(next < addresses.Count, stop);
            if (ended is null)
            {
                continue;
            }

            _running.Remove(ended);
            try
            {
                return await ended;
            }
            catch (FeedException e)
            {
                failure ??= e;
            }
        }

        throw failure!;
    }

    /// <summary>Null when the head start ran out first.</summary>
    private async Task<Task<T>?> FirstEndedAsync(bool othersWait, CancellationToken stop)
    {
        Task<Task<T>> ended = Task.WhenAny(_running);
        if (othersWait)
        {
            await Task.WhenAny(ended, Task.Delay(HeadStart, time, stop));
        }
        else
        {
            await ended;
        }

        return ended.IsCompleted ? await ended : null;
    }

    private async Task DropLosersAsync()
    {
        foreach (Task<T> loser in _running)
        {
            try
            {
                (await loser).Dispose();
            }
            catch (FeedException)
            {
                // It lost by failing.
            }
        }
    }
}
