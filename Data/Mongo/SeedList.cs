namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The servers to begin with: those of the connection string, or those that DNS lists for it. The latter are looked up again, beside
/// the reads, while only DNS can tell of new ones (MongoDB specifications, polling-srv-records-for-mongos-discovery).
/// </summary>
internal sealed class SeedList(MongoUri uri, MongoClientOptions options, TimeProvider time) : IDisposable
{
    /// <summary>The time after which a lookup that failed is repeated.</summary>
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource _stop = new();
    private TimeSpan _dueAt;
    private Task<SrvServers?>? _renewal;

    private Deadline Deadline => new(uri.Options.ServerSelectionTimeout ?? options.ConnectLimit, time);

    /// <returns>The connection string with its servers.</returns>
    /// <exception cref="MongoException">They could not be looked up, or what DNS says cannot be used.</exception>
    public async Task<MongoUri> ResolveAsync(CancellationToken cancellation)
    {
        if (!uri.IsSrv)
        {
            return uri;
        }

        SrvAnswer answer = await options.SrvResolver.ResolveAsync(uri, Deadline, cancellation);
        ClientLimits.Check(answer.Uri);
        _dueAt = time.Now() + answer.ValidFor;
        return answer.Uri;
    }

    /// <summary>Takes in what a lookup found that has ended, and begins one that is due; waits for none.</summary>
    public async Task RenewAsync(Deployment deployment)
    {
        if (!uri.IsSrv || !deployment.FollowsSeeds)
        {
            return;
        }

        if (_renewal is { IsCompleted: true } done)
        {
            _renewal = null;
            SrvServers? listed = await done;
            _dueAt = time.Now() + (listed?.ValidFor ?? Retry);
            if (listed is not null)
            {
                deployment.TakeSeeds(listed.Hosts);
            }
        }

        if (_renewal is null && time.Now() >= _dueAt)
        {
            _renewal = options.SrvResolver.ResolveAgainAsync(uri, deployment.Hosts, Deadline, _stop.Token);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }
}
