using System.IO.Compression;
using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

/// <summary>Whatever a server answers, a read of the REST API ends in a <see cref="StoreException"/> in our own words.</summary>
public sealed class BackendTraceStoreFailureTests
{
    private const string NotTheApi = "does not answer as TraceLLM's REST API does";

    [Theory]
    [InlineData("<!doctype html><title>Log in</title>", "200 OK", "text/html", NotTheApi)]
    [InlineData("NaN", "200 OK", "application/json", NotTheApi)]
    [InlineData("""{"total":1,"items":[{"trace_id":"a","latency":NaN}]}""", "200 OK", "application/json", NotTheApi)]
    [InlineData("""{"total":1,"items":[{"trace_id":"a""", "200 OK", "application/json", NotTheApi)]
    [InlineData("", "200 OK", "application/json", NotTheApi)]
    [InlineData("""{"total":9223372036854775807,"items":[]}""", "200 OK", "application/json", NotTheApi)]
    [InlineData("Internal Server Error", "500 Internal Server Error", "text/plain", "HTTP 500 from")]
    [InlineData("""{"detail":"Unauthorized"}""", "401 Unauthorized", "application/json", "HTTP 401 from")]
    [InlineData("", "204 No Content", "application/json", "HTTP 204 from")]
    public async Task Bad_answer_is_told(string body, string status, string type, string told)
    {
        await using var run = new RestRun();
        AnswerTraces(run, RestReply.Of(body, status, type));

        Assert.Contains(told, (await run.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{\"total\":0,\"items\":[]}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n{\"total\":0,\"items\":[]}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{\"total\":0,\"items\":[]}")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n{")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n{}")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n{}\r\n0\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n15\r\n{\"total\":0,\"items\":[]}\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/9.9 200 OK\r\n\r\n{}")]
    [InlineData("HTTP/1.1 abc OK\r\n\r\n{}")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002F")]
    [InlineData("")]
    public async Task Broken_http_is_told(string bytes)
    {
        await using var run = new RestRun();
        AnswerTraces(run, RestReply.Raw(bytes));

        Assert.Contains($"127.0.0.1:{run.Server.Port}", (await run.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_head_is_given_up()
    {
        await using var run = new RestRun();
        AnswerTraces(run, RestReply.Raw($"HTTP/1.1 200 OK\r\nX: {new string('x', 100_000)}"));

        await run.FailureAsync();
    }

    [Fact]
    public async Task Redirect_is_not_followed()
    {
        await using var other = new RestServer();
        await using var run = new RestRun();
        AnswerTraces(run, RestReply.Raw($"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:{other.Port}/login\r\nContent-Length: 0\r\n\r\n"));

        Assert.Contains("HTTP 302 from", (await run.FailureAsync()).Message, StringComparison.Ordinal);
        Assert.Equal(0, other.Connections);
    }

    [Fact]
    public async Task Cookies_are_not_kept_and_compression_is_not_asked_for()
    {
        await using var run = new RestRun();
        run.Server.Answer = target =>
        {
            RestReply reply = run.Api.Answer(target);
            string text = Encoding.Latin1.GetString(reply.Bytes);
            return new RestReply(Encoding.Latin1.GetBytes(text.Replace("\r\n\r\n", "\r\nSet-Cookie: a=b; Path=/\r\n\r\n", StringComparison.Ordinal)));
        };
        await run.NewestAsync();
        await run.NewestAsync();

        Assert.DoesNotContain(run.Server.Heads, head => head.Contains("Cookie", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(run.Server.Heads, head => head.Contains("Accept-Encoding", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Compressed_bomb_is_not_inflated()
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            zip.Write(new byte[64 * 1024 * 1024]);
        }

        byte[] head = Encoding.ASCII.GetBytes(
            $"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n");
        await using var run = new RestRun();
        AnswerTraces(run, new RestReply([.. head, .. packed.ToArray()]));

        Assert.Contains("does not speak HTTP as it should", (await run.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Endless_answer_is_cut_at_its_limit()
    {
        await using var run = new RestRun();
        AnswerTraces(run, new RestReply(
            [.. Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\n\r\n"), .. new byte[RestClient.MaxAnswerBytes + 1]], Hangs: true));

        Assert.Contains("is larger than 8 MiB", (await run.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    [InlineData("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n")]
    public async Task Answers_that_another_one_follows_are_passed_over(string interim)
    {
        await using var run = new RestRun();
        const string Body = """{"total":0,"items":[]}""";
        AnswerTraces(run, RestReply.Raw($"{interim}HTTP/1.1 200 OK\r\nContent-Length: {Body.Length}\r\n\r\n{Body}"));

        Assert.Empty(await run.NewestAsync());
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", "HTTP 204 from")]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 100\r\n\r\n", "HTTP 304 from")]
    [InlineData("HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP 101 from")]
    public async Task Answer_without_a_body_is_not_waited_for(string bytes, string told)
    {
        await using var run = new RestRun();
        AnswerTraces(run, RestReply.Raw(bytes, hangs: true));

        Assert.Contains(told, (await run.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_that_only_announce_another_end_in_an_error()
    {
        await using var run = new RestRun();
        AnswerTraces(run, RestReply.Raw(string.Concat(Enumerable.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 20)), hangs: true));

        Assert.Contains("does not speak HTTP as it should", (await run.FailureAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"total\":")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n")]
    public async Task Answer_that_never_ends_is_given_up_after_ten_seconds(string bytes)
    {
        await using var run = new RestRun();
        await run.NewestAsync();
        AnswerTraces(run, RestReply.Raw(bytes, hangs: true));
        run.Server.Forget();

        Task<StoreException> failing = run.FailureAsync();
        await run.Time.ArmedAsync(TimeSpan.FromSeconds(10));
        run.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(failing.IsCompleted);
        run.Time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal($"no answer from 127.0.0.1:{run.Server.Port} within 10 s", (await failing).Message);
    }

    [Fact]
    public async Task Refused_connection_is_told()
    {
        using var closed = LoopbackPort.Refusing();
        var time = new ManualTime();
        TraceFeedOptions options = FeedRun.Options(time, closed.Port);
        using var client = new RestClient(options);
        var store = new RestTraces(options, new BackendLocator(options, client), client);

        StoreException failure = await Assert.ThrowsAsync<StoreException>(
            () => store.ReadPageAsync(20, TestContext.Current.CancellationToken));

        Assert.Equal($"connection refused at 127.0.0.1:{closed.Port}", failure.Message);
    }

    [Fact]
    public async Task Read_goes_on_where_a_failure_was()
    {
        await using var run = new RestRun();
        run.Api.Add("a");
        AnswerTraces(run, RestReply.Of("oops", "500 Internal Server Error"));
        await run.FailureAsync();
        run.Server.Answer = run.Api.Answer;

        Assert.Equal(["a"], await run.NewestAsync());
    }

    [Fact]
    public async Task Connection_that_the_server_closed_meanwhile_is_opened_anew()
    {
        await using var run = new RestRun();
        run.Api.Add("a");
        run.Server.Answer = target => run.Api.Answer(target) with { Closes = true };

        Assert.Equal(["a"], await run.NewestAsync());
        Assert.Equal(["a"], await run.NewestAsync());
    }

    [Fact]
    public async Task Cancelled_read_is_cancelled()
    {
        await using var run = new RestRun();
        run.Server.Answer = _ => null;
        using var stop = new CancellationTokenSource();

        Task reading = run.Store.ReadNewestAsync(200, stop.Token);
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading.WaitAsync(TestLimits.Hang, TestContext.Current.CancellationToken));
    }

    /// <summary>The health is as ever; every other request is answered so.</summary>
    private static void AnswerTraces(RestRun run, RestReply reply) =>
        run.Server.Answer = target => target == RestPath.Health ? run.Api.Answer(target) : reply;
}
