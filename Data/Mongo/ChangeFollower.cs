using System.Globalization;
using System.Threading.Channels;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Follows the change stream of the traces on connections of its own, so that waiting for what comes keeps no read waiting. The
/// stored traces are read here too, from the server that told of them: another one might not have them yet. A stream that breaks
/// is resumed once where it broke; when that fails too, it is tried again later, and the store is polled meanwhile.
/// </summary>
/// <param name="options">The servers, the database, the filter.</param>
/// <param name="queries">With the filter in them.</param>
/// <param name="bell">Rung for all news.</param>
/// <param name="time">The clock.</param>
internal sealed class ChangeFollower(MongoStoreOptions options, TraceQueries queries, ChangeBell bell, TimeProvider time)
    : IDisposable
{
    /// <summary>News that were not taken yet, each of at most a batch: when there are more, no more batches are asked for.</summary>
    private const int MaxNews = 16;

    /// <summary>The server is none of a replica set, or does not know change streams.</summary>
    private const int NotReplicated = 40573;

    /// <summary>An administrator ended the cursor, which is no reason to read everything anew: its place is as good as before.</summary>
    private const int CursorKilled = 237;

    /// <summary>ChangeStreamFatalError, ChangeStreamHistoryLost, CappedPositionLost: the same token would fail again.</summary>
    private static readonly int[] TokenCodes = [280, 286, 136, 260];

    /// <summary>Resumable errors beyond those that may pass (MongoDB specifications, change streams), for servers before 4.4, which
    /// do not say it themselves.</summary>
    private static readonly int[] ResumableCodes = [ServerError.CursorNotFound, CursorKilled, 63, 133, 150, 234, 13388];

    private readonly Channel<ChangeNews> _news = Channel.CreateBounded<ChangeNews>(MaxNews);
    private CancellationTokenSource? _stop;
    private RawValue? _token;
    private bool _isRefused;

    /// <summary>What happened, oldest first.</summary>
    public ChannelReader<ChangeNews> News => _news.Reader;

    /// <summary>The task that follows: ends when it is stopped or the server has no change streams; fails only by a defect.</summary>
    public Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Begins to follow, where it is not doing so.</summary>
    public void Start()
    {
        if (_stop is null && !_isRefused)
        {
            _stop = new CancellationTokenSource();
            Running = RunAsync(Running, _stop.Token);
        }
    }

    /// <summary>Closes the connections; <see cref="Start"/> goes on where this stopped.</summary>
    public void Stop()
    {
        _stop?.Cancel();
        Dispose();
    }

    public void Dispose()
    {
        _stop?.Dispose();
        _stop = null;
    }

    private async Task RunAsync(Task before, CancellationToken cancellation)
    {
        await before;
        using var cluster = new MongoCluster(options.Uri, options.Client, time);
        try
        {
            await FollowUntilRefusedAsync(cluster, cancellation);
        }
        catch (OperationCanceledException)
        {
            // It was stopped: what it was told so far is told on.
        }
    }

    private async Task FollowUntilRefusedAsync(MongoCluster cluster, CancellationToken cancellation)
    {
        var backoff = new Backoff(Random.Shared);
        bool hasResumed = false;
        while (!_isRefused)
        {
            try
            {
                await FollowAsync(cluster, () => (hasResumed, backoff) = (false, new Backoff(Random.Shared)), cancellation);

                // The server closed it: what was read before is of another collection than what will be read.
                await TellAsync(new ChangeNews.Forgotten(), cancellation);
                await TellAsync(new ChangeNews.Lost("collection gone"), cancellation);
                await Task.Delay(backoff.Next(), time, cancellation);
            }
            catch (MongoException e) when (!hasResumed && _token is not null && IsResumable(e))
            {
                hasResumed = true;
            }
            catch (MongoException e)
            {
                await GiveUpAsync(e, cancellation);
                await Task.Delay(_isRefused ? TimeSpan.Zero : backoff.Next(), time, cancellation);
            }
        }
    }

    private async Task GiveUpAsync(MongoException error, CancellationToken cancellation)
    {
        _isRefused = error.Code == NotReplicated || error.IsFeatureRefused;
        if (_token is not null && error.Code is not null && !IsResumable(error))
        {
            _token = null;
            await TellAsync(new ChangeNews.Forgotten(), cancellation);
        }

        await TellAsync(new ChangeNews.Lost(ReasonOf(error)), cancellation);
    }

    /// <summary>Opens the stream and follows it until the server closes it.</summary>
    /// <param name="onWorking">The stream works.</param>
    private async Task FollowAsync(MongoCluster cluster, Action onWorking, CancellationToken cancellation)
    {
        MongoCommand command = TraceQueries.FollowChanges(_token);
        var facts = new ServerFacts(await cluster.SelectAsync(cancellation));
        var batch = new ChangeBatch();
        OpenCursor cursor = await cluster.OpenAsync(command, batch.Read, cancellation);
        await TellAsync(new ChangeNews.Opened(IsResumed: _token is not null), cancellation);
        while (true)
        {
            await TakeAsync(cluster, facts, batch, cancellation);
            if (batch.IsCollectionGone || cursor.Id == 0)
            {
                _token = null;
                return;
            }

            batch = new ChangeBatch();
            cursor = await cluster.ContinueAsync(cursor, command, batch.Read, cancellation);
            onWorking();
        }
    }

    private async Task TakeAsync(MongoCluster cluster, ServerFacts facts, ChangeBatch batch, CancellationToken cancellation)
    {
        if (batch.StoredIds.Count > 0)
        {
            List<Trace> traces = await facts.ReadAsync(async isPlain =>
            {
                var found = new List<Trace>();
                MongoCommand command = queries.StoredRows(batch.StoredIds, isPlain);
                await cluster.ReadAsync(command, document => Take(document, found, facts.Order), cancellation);
                return found;
            });
            await TellAsync(new ChangeNews.Stored(traces), cancellation);
        }

        _token = batch.ResumeToken ?? _token;

        static void Take(BsonReader document, List<Trace> found, TraceOrder order)
        {
            if (TraceDocument.Read(document, order) is Trace trace)
            {
                found.Add(trace);
            }
        }
    }

    private async Task TellAsync(ChangeNews news, CancellationToken cancellation)
    {
        await _news.Writer.WriteAsync(news, cancellation);
        bell.Ring();
    }

    private static bool IsResumable(MongoException error) =>
        error.IsNetworkFailure || error.IsNoAnswer || error.MayPass || error.IsLabelledResumable
        || Array.IndexOf(ResumableCodes, error.Code ?? 0) >= 0;

    private static string ReasonOf(MongoException error) => error.Code switch
    {
        NotReplicated => "no replica set",
        ServerError.NamespaceNotFound => "nothing stored yet",
        int code when Array.IndexOf(TokenCodes, code) >= 0 =>
            string.Create(CultureInfo.InvariantCulture, $"changes not kept, error {code}"),
        int code when code != 0 => string.Create(CultureInfo.InvariantCulture, $"changes refused, error {code}"),
        _ => "changes cut off",
    };
}
