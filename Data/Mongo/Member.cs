using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// One server of a deployment: the one connection to it, for looks at it and for reads, and the look that is under way. While that is
/// so nothing else uses the connection. Owned by <see cref="Deployment"/>.
/// </summary>
internal sealed class Member(MongoHost host, MongoConnector connector, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private CancellationToken _stopped;
    private Task<ServerDescription>? _look;
    private bool _isLoggedIn;

    public MongoHost Host => host;

    /// <summary>What it said last on this connection; null before it said anything.</summary>
    public ServerDescription? Server { get; private set; }

    /// <summary>Null or closed: the next look opens another one.</summary>
    public MongoConnection? Connection { get; private set; }

    /// <summary>The connection's (<see cref="ServerDescription.Generation"/>).</summary>
    public int Generation { get; private set; }

    /// <summary>The look under way, or its end that was not collected yet; null: none.</summary>
    public Task? Look => _look;

    /// <summary>When the last look began, by the monotonic clock; null: there was none.</summary>
    public TimeSpan? LookedAt { get; private set; }

    /// <summary>Why the last look found no server that can be used; null: it found one, or there was none.</summary>
    public MongoException? Failure { get; private set; }

    /// <summary>What is known of it is in doubt: the next look does not wait for its time.</summary>
    public bool IsInDoubt { get; set; }

    public bool IsConnected => Connection is { IsOpen: true };

    /// <summary>It can be read from now.</summary>
    public bool IsReady => _look is null && IsConnected;

    /// <summary>Asks the server what it is; connects first where there is no connection.</summary>
    /// <param name="limit">How long all of it may take.</param>
    /// <param name="generation">Connections of an older one are thrown away.</param>
    public void BeginLook(TimeSpan limit, int generation)
    {
        if (generation != Generation)
        {
            Disconnect();
            Generation = generation;
        }

        LookedAt = time.Now();
        IsInDoubt = false;
        _stopped = _stop.Token;
        _look = LookAsync(new Deadline(limit, time));
    }

    /// <returns>What the look found, once; null while it is under way.</returns>
    public async ValueTask<ServerDescription?> CollectAsync()
    {
        if (_look is not { IsCompleted: true } done)
        {
            return null;
        }

        _look = null;
        ServerDescription found = await done;
        Failure = found.Error;
        Server = Failure is null ? found : Server;
        return found;
    }

    /// <summary>Closes the connection; a look on it fails.</summary>
    public void Disconnect()
    {
        Connection?.Dispose();
        Connection = null;
    }

    public void Dispose()
    {
        // The look goes on to its end by itself: it never fails, and what it opens it closes.
        _stop.Cancel();
        _stop.Dispose();
        Disconnect();
    }

    /// <summary>Never throws: a failure is what the look found.</summary>
    private async Task<ServerDescription> LookAsync(Deadline deadline)
    {
        try
        {
            return await AskAgainAsync(deadline) ?? await ConnectAsync(deadline);
        }
        catch (MongoException e)
        {
            Disconnect();
            return ServerDescription.Unknown(host, e) with { UpdatedAt = time.Now() };
        }
        catch (OperationCanceledException)
        {
            Disconnect();
            return ServerDescription.Unknown(host);
        }
    }

    /// <returns>Null when there is no connection that can be used for it: one that was idle may have died unnoticed.</returns>
    private async Task<ServerDescription?> AskAgainAsync(Deadline deadline)
    {
        if (!IsConnected || Server is null)
        {
            return null;
        }

        try
        {
            ServerDescription found = await Handshake.GreetAgainAsync(Connection!, Server, deadline, _stopped);
            return found.HoldsDocuments && !_isLoggedIn ? null : found;
        }
        catch (MongoException e) when (e.IsNetworkFailure)
        {
            return null;
        }
    }

    private async Task<ServerDescription> ConnectAsync(Deadline deadline)
    {
        Disconnect();
        (MongoConnection connection, ServerDescription found) = await connector.ConnectAsync(host, deadline, _stopped);
        (Connection, _isLoggedIn) = (connection, found.HoldsDocuments);
        if (_stopped.IsCancellationRequested)
        {
            Disconnect();
        }

        return found;
    }
}
