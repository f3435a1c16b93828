using System.Text;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class HttpBodyTests
{
    private const int MaxBytes = 64;

    private static readonly HttpAnswerHead Chunked = new(200, null, IsChunked: true, IsLast: false);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Chunks_are_joined_however_they_arrive(int pieceBytes)
    {
        const string Body = "5\r\nhello\r\n1;name=\"value\"\r\n \r\n00A \r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n";

        Assert.Equal("hello 0123456789", await ReadAsync(Body, Chunked, pieceBytes));
    }

    [Fact]
    public async Task Every_beginning_of_a_chunked_body_is_broken_off()
    {
        const string Body = "5\r\nhello\r\n2\r\n!!\r\n0\r\n\r\n";
        for (int length = 0; length < Body.Length; length++)
        {
            await Assert.ThrowsAsync<EndOfStreamException>(() => ReadAsync(Body[..length], Chunked));
        }
    }

    [Theory]
    [InlineData("x\r\nhello\r\n0\r\n\r\n")]
    [InlineData("\r\nhello\r\n0\r\n\r\n")]
    [InlineData("-5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("0x5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("5 5\r\nhello\r\n0\r\n\r\n")]
    [InlineData("ffffffffffffffff\r\nhello\r\n0\r\n\r\n")]
    [InlineData("10000000000000000\r\nhello\r\n0\r\n\r\n")]
    [InlineData("4\r\nhello\r\n0\r\n\r\n")]
    public async Task Sizes_that_lie_are_refused(string body) =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(body, Chunked));

    [Fact]
    public async Task Endless_lines_and_trailers_are_refused()
    {
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new string('0', 5000), Chunked));
        string trailers = string.Concat(Enumerable.Repeat("X: y\r\n", 5000));
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync("0\r\n" + trailers, Chunked));
    }

    [Theory]
    [InlineData(64, true)]
    [InlineData(65, false)]
    public async Task Limit_holds_for_every_way_to_tell_a_length(int bytes, bool fits)
    {
        string text = new('x', bytes);
        string? expected = fits ? text : null;

        Assert.Equal(expected, await ReadAsync(text, new HttpAnswerHead(200, bytes, IsChunked: false, IsLast: false)));
        Assert.Equal(expected, await ReadAsync(text, new HttpAnswerHead(200, null, IsChunked: false, IsLast: true)));
        Assert.Equal(expected, await ReadAsync($"20\r\n{text[..32]}\r\n{bytes - 32:x}\r\n{text[32..]}\r\n0\r\n\r\n", Chunked));
    }

    [Fact]
    public async Task Body_shorter_than_its_length_is_broken_off() => await Assert.ThrowsAsync<EndOfStreamException>(
        () => ReadAsync("hell", new HttpAnswerHead(200, 5, IsChunked: false, IsLast: false)));

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n", 5L, false, false)]
    [InlineData("HTTP/1.1 200\r\ncontent-length:5\r\nCONNECTION: keep-alive, Close\r\n\r\n", 5L, false, true)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n", 5L, false, false)]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\nContent-Length: 5\r\n\r\n", null, true, false)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\n\r\n", null, false, true)]
    public void Head_tells_where_the_body_ends(string head, long? bytes, bool isChunked, bool isLast) =>
        Assert.Equal(new HttpAnswerHead(200, bytes, isChunked, isLast), HttpAnswerHead.TryRead(Encoding.Latin1.GetBytes(head)));

    [Theory]
    [InlineData("HTTP/1.0 200 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 99 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 -20 OK\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5, 5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")]
    [InlineData("")]
    public void Head_that_leaves_it_open_is_refused(string head) =>
        Assert.Null(HttpAnswerHead.TryRead(Encoding.Latin1.GetBytes(head)));

    /// <returns>Null: too long.</returns>
    private static async Task<string?> ReadAsync(string body, HttpAnswerHead head, int pieceBytes = int.MaxValue)
    {
        await using var stream = new ScriptedStream(_ => Encoding.Latin1.GetBytes(body), pieceBytes);
        var reader = new HttpBody(stream, [], MaxBytes);
        return await reader.ReadAsync(head, TestContext.Current.CancellationToken)
            ? Encoding.Latin1.GetString(reader.Bytes.Span)
            : null;
    }
}
