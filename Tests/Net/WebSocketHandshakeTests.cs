using System.Text;
using TraceLlm.Monitor.Net;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class WebSocketHandshakeTests
{
    private const string Sound =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n\r\n";

    private static readonly BackendEndpoint Endpoint = new("127.0.0.1", 8000, false);

    [Fact]
    public void Accept_is_that_of_the_specification() =>
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.AcceptFor("dGhlIHNhbXBsZSBub25jZQ=="));

    [Fact]
    public async Task Request_has_what_the_specification_asks_for_and_offers_no_extension()
    {
        var stream = new ScriptedStream(Answering(Sound));

        await OpenAsync(stream);

        string[] lines = stream.Written.Split("\r\n");
        Assert.Equal("GET /ws HTTP/1.1", lines[0]);
        Assert.Contains("Host: 127.0.0.1:8000", lines);
        Assert.Contains("Upgrade: websocket", lines);
        Assert.Contains("Connection: Upgrade", lines);
        Assert.Contains("Sec-WebSocket-Version: 13", lines);
        Assert.Equal(16, Convert.FromBase64String(KeyOf(stream.Written)).Length);
        Assert.DoesNotContain("Extensions", stream.Written, StringComparison.OrdinalIgnoreCase);
        Assert.EndsWith("\r\n\r\n", stream.Written, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(int.MaxValue)]
    public async Task What_comes_right_behind_the_answer_is_kept(int pieceBytes)
    {
        byte[] frame = [0x81, 2, (byte)'h', (byte)'i'];
        var stream = new ScriptedStream(request => [.. Answering(Sound)(request), .. frame], pieceBytes);

        ReadOnlyMemory<byte> first = await OpenAsync(stream);

        byte[] rest = new byte[frame.Length - first.Length];
        await stream.ReadExactlyAsync(rest, TestContext.Current.CancellationToken);
        Assert.Equal(frame, (byte[])[.. first.Span, .. rest]);
    }

    [Theory]
    [InlineData("HTTP/1.1 101 X\r\nupgrade: WebSocket\r\nconnection: keep-alive, upgrade\r\nsec-websocket-accept:{0}\r\n\r\n")]
    [InlineData("HTTP/1.1 101\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\nSec-WebSocket-Extensions:\r\n\r\n")]
    public async Task Answer_in_other_words_is_accepted(string answer) =>
        Assert.Equal(0, (await OpenAsync(new ScriptedStream(Answering(answer)))).Length);

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n\r\n", "HTTP 200 instead of a WebSocket")]
    [InlineData("HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP 403 instead of a WebSocket")]
    [InlineData("HTTP/1.0 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n\r\n", "it does not speak HTTP")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n\r\n", "it does not speak HTTP")]
    [InlineData("\r\n\r\n", "it does not speak HTTP")]
    [InlineData("HTTP/1.1 101 X\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n\r\n", "its opening handshake is wrong")]
    [InlineData("HTTP/1.1 101 X\r\nUpgrade: h2c\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {0}\r\n\r\n", "its opening handshake is wrong")]
    [InlineData("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {0}\r\n\r\n", "its opening handshake is wrong")]
    [InlineData("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: close\r\nSec-WebSocket-Accept: {0}\r\n\r\n", "its opening handshake is wrong")]
    [InlineData("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", "its opening handshake is wrong")]
    [InlineData("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x{0}\r\n\r\n", "its opening handshake is wrong")]
    [InlineData("", "no answer to the opening handshake")]
    [InlineData("HTTP/1.1 101 X\r\nUpgrade: websocket\r\n", "no answer to the opening handshake")]
    public async Task Answer_that_opens_no_WebSocket_is_refused(string answer, string reason) =>
        Assert.Equal($"127.0.0.1:8000 is not a TraceLLM backend ({reason})", await RefusalAsync(Answering(answer)));

    [Theory]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate")]
    [InlineData("Sec-WebSocket-Protocol: chat")]
    public async Task Extension_that_nobody_asked_for_is_refused(string header)
    {
        string answer = Sound.Replace("\r\n\r\n", $"\r\n{header}\r\n\r\n", StringComparison.Ordinal);

        Assert.Contains("its opening handshake is wrong", await RefusalAsync(Answering(answer)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-200, true)]
    [InlineData(1, false)]
    public async Task Head_is_read_up_to_its_limit(int beyondLimit, bool opens)
    {
        string padding = new('x', HttpHead.MaxBytes + beyondLimit - Sound.Length);
        string answer = Sound.Replace("\r\n\r\n", $"\r\nX: {padding}\r\n\r\n", StringComparison.Ordinal);
        var stream = new ScriptedStream(Answering(answer), pieceBytes: 1000);

        if (opens)
        {
            Assert.Equal(0, (await OpenAsync(stream)).Length);
        }
        else
        {
            await Assert.ThrowsAsync<FeedException>(() => OpenAsync(stream));
        }
    }

    [Fact]
    public async Task Every_prefix_and_random_answers_end_in_a_refusal()
    {
        const int Seed = 7;
        var random = new Random(Seed);
        for (int round = 0; round < 2000; round++)
        {
            await RefusalAsync(request =>
            {
                byte[] answer = Answering(Sound)(request)[..^random.Next(1, 60)];
                answer[random.Next(answer.Length)] ^= (byte)(1 << random.Next(8));
                return answer;
            });
        }
    }

    private static Task<ReadOnlyMemory<byte>> OpenAsync(ScriptedStream stream) =>
        WebSocketHandshake.OpenAsync(stream, Endpoint, "/ws", TestContext.Current.CancellationToken);

    private static async Task<string> RefusalAsync(Func<string, byte[]> answer) =>
        (await Assert.ThrowsAsync<FeedException>(() => OpenAsync(new ScriptedStream(answer)))).Message;

    /// <summary>An answer with the right Sec-WebSocket-Accept in the place of {0}.</summary>
    private static Func<string, byte[]> Answering(string answer) => request =>
        Encoding.Latin1.GetBytes(answer.Replace("{0}", WebSocketHandshake.AcceptFor(KeyOf(request)), StringComparison.Ordinal));

    private static string KeyOf(string request)
    {
        const string Name = "Sec-WebSocket-Key: ";
        return request.Split("\r\n").Single(line => line.StartsWith(Name, StringComparison.Ordinal))[Name.Length..];
    }
}
