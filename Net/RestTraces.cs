using System.Globalization;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>Reads traces and counts from the backend's REST API, wherever the backend is found.</summary>
internal sealed class RestTraces(TraceFeedOptions options, BackendLocator locator, RestClient client) : IDisposable
{
    /// <summary>The page of an ordinary poll.</summary>
    public const int SmallPage = 20;

    /// <summary>The largest page that the backend gives.</summary>
    public const int LargePage = 200;

    private readonly TraceStoreFilter _filter = options.Filter ?? TraceStoreFilter.None;

    /// <summary>The most that is asked for at first: what an answer held last.</summary>
    private int _largestPage = LargePage;

    /// <summary>What did not fit, while the backend counted so many traces: not tried again before that number changes.</summary>
    private (int Limit, long Total) _tooLarge = (int.MaxValue, 0);

    /// <summary>For the screen.</summary>
    public string Name
    {
        get
        {
            int port = (locator.Found?.Endpoint ?? options.Place.Endpoint)?.Port ?? options.Port;
            return string.Create(CultureInfo.InvariantCulture, $"{ITraceStore.BackendName} :{port}");
        }
    }

    /// <summary>The newest traces: so many, or as many as one answer may hold. What was too large is divided by four; from there the
    /// page grows again, doubling as long as the traces read say that twice as many will fit.</summary>
    /// <exception cref="StoreException">They could not be read.</exception>
    public async Task<RestPage> ReadPageAsync(int maxTraces, CancellationToken cancellation)
    {
        RestPage? fitting = null;
        int limit = Math.Min(maxTraces, _largestPage);
        int? refused = null;
        while (true)
        {
            RestAnswer answer = await GetAsync(RestPath.Newest(limit, _filter), cancellation);
            if (answer.IsTooLarge && limit > 1)
            {
                refused = limit;
                if (fitting is not null)
                {
                    break;
                }

                limit = Math.Max(limit / 4, 1);
                _largestPage = limit;
                continue;
            }

            fitting = PageOf(answer, limit);
            _largestPage = Math.Max(limit, _largestPage);
            int next = Math.Min(limit * 2, maxTraces);
            if (next == limit || fitting.Total <= limit || next >= LeastRefused(refused, fitting.Total)
                || answer.Body.Length > RestClient.MaxAnswerBytes / 2)
            {
                break;
            }

            limit = next;
        }

        if (refused is { } tooLarge)
        {
            _tooLarge = (tooLarge, fitting.Total);
        }

        return fitting;
    }

    private int LeastRefused(int? refused, long total) =>
        Math.Min(refused ?? int.MaxValue, _tooLarge.Total == total ? _tooLarge.Limit : int.MaxValue);

    /// <summary>How many traces there are.</summary>
    /// <param name="status">The stored word; null: of all.</param>
    /// <exception cref="StoreException">It could not be read.</exception>
    public async Task<long> CountAsync(string? status, CancellationToken cancellation)
    {
        RestAnswer answer = await GetAsync(RestPath.Newest(1, _filter, status), cancellation);
        return PageOf(answer, 1).Total;
    }

    /// <summary>How many traces there are of each status.</summary>
    /// <exception cref="StoreException">It could not be read.</exception>
    public async Task<StatusCounts> CountByStatusAsync(CancellationToken cancellation) => new(
        await CountAsync("success", cancellation),
        await CountAsync("warning", cancellation),
        await CountAsync("failed", cancellation));

    /// <summary>One whole trace; null: there is none of this id.</summary>
    /// <exception cref="StoreException">It could not be read.</exception>
    public async Task<TraceDetail?> ReadOneAsync(string traceId, CancellationToken cancellation)
    {
        RestAnswer answer = await GetAsync(RestPath.One(traceId), cancellation);
        return answer.Status == RestAnswer.NotFound ? null : Require(TraceDetailJson.TryRead(ContentOf(answer).Span));
    }

    /// <summary>Closes connections; the next read opens them again.</summary>
    public void Disconnect()
    {
        client.Close();
        locator.Forget();
    }

    public void Dispose() => client.Dispose();

    private async Task<RestAnswer> GetAsync(string path, CancellationToken cancellation)
    {
        BackendHealth backend = await locator.FindAsync(cancellation);
        try
        {
            return await client.GetAsync(backend.Endpoint, path, cancellation);
        }
        catch (StoreException)
        {
            locator.Forget();
            throw;
        }
    }

    private RestPage PageOf(RestAnswer answer, int maxTraces) =>
        Require(RestPage.TryRead(ContentOf(answer).Span, maxTraces));

    /// <exception cref="StoreException">It is no good answer.</exception>
    private ReadOnlyMemory<byte> ContentOf(RestAnswer answer) =>
        answer.Status != RestAnswer.Ok ? throw Refuse($"HTTP {answer.Status} from {Place}")
        : answer.IsTooLarge ? throw Refuse($"the answer of {Place} is larger than {RestClient.MaxAnswerBytes / (1024 * 1024)} MiB")
        : answer.Body;

    private T Require<T>(T? content)
        where T : class =>
        content ?? throw Refuse($"{Place} does not answer as TraceLLM's REST API does");

    private string Place => $"{locator.Found?.Endpoint.Authority}{RestPath.Traces}";

    /// <summary>What answers so may be another server by now: the backend is looked for again.</summary>
    private StoreException Refuse(string problem)
    {
        locator.Forget();
        return new StoreException(problem);
    }
}
