using System.Net;
using System.Text;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// GET requests to a backend, one at a time on one connection: no proxy, no redirects, no cookies, no compression, bounded in size
/// and time. HttpClient would do the same for 0.9 MB of binary more.
/// </summary>
internal sealed class RestClient(TraceFeedOptions options) : IDisposable
{
    /// <summary>The longest answer that is read: 200 traces of 40 kB each.</summary>
    public const int MaxAnswerBytes = 8 * 1024 * 1024;

    /// <summary>A buffer up to this size is kept for the next answer.</summary>
    private const int MaxKeptBytes = 1024 * 1024;

    /// <summary>From the request to the last byte of its answer.</summary>
    private static readonly TimeSpan AnswerTimeLimit = TimeSpan.FromSeconds(10);

    /// <summary>Answers that say only that the answer comes (RFC 9110 section 15.2); more of them than anybody sends.</summary>
    private const int MaxInterimAnswers = 8;

    /// <summary>After this the name is looked up anew, however busy the connection is. On the wall clock, which goes on while a machine
    /// sleeps: nobody may be at the other end any more.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(1);

    private Stream? _stream;
    private BackendEndpoint? _endpoint;
    private DateTimeOffset _connectedAt;
    private byte[] _buffer = [];

    /// <summary>Asks and reads the whole answer.</summary>
    /// <param name="path">Path and query, escaped.</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="StoreException">No answer, or a broken one.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<RestAnswer> GetAsync(BackendEndpoint endpoint, string path, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(AnswerTimeLimit, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        bool isDone = false;
        try
        {
            RestAnswer answer = await ExchangeAsync(endpoint, path, either.Token);
            isDone = true;
            return answer;
        }
        catch (Exception e) when (e is FeedException or IOException or InvalidDataException or OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new StoreException(limit.IsCancellationRequested ? NoAnswer(endpoint) : Words(endpoint, e), e);
        }
        finally
        {
            if (!isDone)
            {
                Close();
            }
        }
    }

    /// <summary>Closes the connection; the next call opens it again.</summary>
    public void Close()
    {
        _stream?.Dispose();
        _stream = null;
        _buffer = [];
    }

    public void Dispose() => Close();

    private async Task<RestAnswer> ExchangeAsync(BackendEndpoint endpoint, string path, CancellationToken cancellation)
    {
        byte[] request = Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\n"
            + $"Host: {endpoint.HostHeader}\r\n"
            + "Accept: application/json\r\n"
            + "User-Agent: tracellm-monitor\r\n\r\n");
        HttpHead? head = await AskOnOldConnectionAsync(endpoint, request, cancellation);
        if (head is null)
        {
            Close();
            _stream = await ConnectAsync(endpoint, cancellation);
            (_endpoint, _connectedAt) = (endpoint, options.Time.GetUtcNow());
            await _stream.WriteAsync(request, cancellation);
            head = await HttpHead.ReadAsync(_stream, cancellation);
        }

        for (int interim = 0; interim <= MaxInterimAnswers; interim++)
        {
            if (head is null || HttpAnswerHead.TryRead(head.Value.Bytes.Span) is not { } answer)
            {
                break;
            }

            var rest = new ReadAheadStream(_stream!, head.Value.Behind);
            if (!answer.IsInterim)
            {
                return await ReadAnswerAsync(answer, rest, cancellation);
            }

            head = await HttpHead.ReadAsync(rest, cancellation);
        }

        throw new InvalidDataException();
    }

    /// <returns>Null: there is none, or the server closed it meanwhile, as servers do.</returns>
    private async Task<HttpHead?> AskOnOldConnectionAsync(
        BackendEndpoint endpoint, byte[] request, CancellationToken cancellation)
    {
        if (_stream is null || endpoint != _endpoint || (options.Time.GetUtcNow() - _connectedAt).Duration() >= ConnectionLifetime)
        {
            return null;
        }

        try
        {
            await _stream.WriteAsync(request, cancellation);
            return await HttpHead.ReadAsync(_stream, cancellation);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private async Task<RestAnswer> ReadAnswerAsync(HttpAnswerHead head, Stream stream, CancellationToken cancellation)
    {
        var body = new HttpBody(stream, _buffer, MaxAnswerBytes);
        bool isComplete = await body.ReadAsync(head, cancellation);
        if (!isComplete || head.IsLast)
        {
            Close();
        }

        _buffer = body.Buffer.Length > MaxKeptBytes ? [] : body.Buffer;
        return new RestAnswer(head.Status, isComplete ? body.Bytes : default, IsTooLarge: !isComplete);
    }

    private async Task<Stream> ConnectAsync(BackendEndpoint endpoint, CancellationToken cancellation)
    {
        IPAddress[] addresses = await HostLookup.ResolveAsync(options, cancellation);
        var race = new AddressRace<Stream>(
            (address, stop) => BackendStream.OpenAsync(endpoint, address, options, stop), options.Time);
        return await race.RunAsync(addresses, cancellation);
    }

    private static string NoAnswer(BackendEndpoint endpoint) =>
        $"no answer from {endpoint.Authority} within {AnswerTimeLimit.TotalSeconds} s";

    private static string Words(BackendEndpoint endpoint, Exception failure) => failure switch
    {
        FeedException => failure.Message,
        InvalidDataException => $"{endpoint.Authority} does not speak HTTP as it should",
        EndOfStreamException => $"{endpoint.Authority} broke off its answer",
        _ => $"the connection to {endpoint.Authority} was lost",
    };
}
