using System.Text;
using System.Threading.Channels;
using TraceLlm.Monitor.Net.WebSockets;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Net.WebSockets;

/// <summary>The reader on frames written out byte by byte, as no well-behaved peer sends them.</summary>
public sealed class MessageFrameTests
{
    private static readonly byte[] Close = Hex("8802 03E9");

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(int.MaxValue)]
    public async Task Control_frames_between_the_frames_of_a_message_do_not_disturb_it(int pieceBytes)
    {
        var run = new Run(pieceBytes, Hex("01 02 4865"), Hex("89 01 41"), Hex("00 00"), Hex("8A 01 42"), Hex("80 03 6C6C6F"), Close);

        Assert.Equal(["Hello"], await run.TextsAsync());
        Assert.Equal(1001, run.Reader.PeerCloseCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Messages_that_arrive_together_are_told_apart(int pieceBytes)
    {
        string[] texts = [.. Enumerable.Range(0, 300).Select(number => new string((char)('a' + (number % 26)), number))];
        byte[][] frames = [.. texts.Select(text => FrameHead.Frame(Opcode.Text, Encoding.UTF8.GetBytes(text), null)), Close];

        Assert.Equal(texts, await new Run(pieceBytes, frames).TextsAsync());
    }

    [Fact]
    public async Task What_was_received_with_the_handshake_comes_first()
    {
        byte[] frame = FrameHead.Frame(Opcode.Text, "first"u8, null);
        for (int length = 0; length <= frame.Length; length++)
        {
            var run = new Run(int.MaxValue, [frame[length..], Close], frame[..length]);

            Assert.Equal(["first"], await run.TextsAsync());
        }
    }

    [Fact]
    public async Task Ping_is_answered_with_its_own_payload_masked()
    {
        var run = new Run(1, Hex("89 03 707172"), Hex("89 00"), Close);

        await run.TextsAsync();

        (Opcode Opcode, string Payload)[] expected = [(Opcode.Pong, "pqr"), (Opcode.Pong, "")];
        Assert.Equal(expected, await run.SentAsync());
    }

    [Fact]
    public async Task Of_many_pings_the_last_ones_are_answered()
    {
        byte[][] pings = [.. Enumerable.Range(0, 100).Select(number => FrameHead.Frame(Opcode.Ping, [(byte)number], null)), Close];
        var run = new Run(int.MaxValue, pings);

        await run.TextsAsync();

        string[] expected = ["`", "a", "b", "c"];
        Assert.Equal(expected, (await run.SentAsync()).Select(frame => frame.Payload));
    }

    [Theory]
    [InlineData("C1 00", "a frame of an extension that was not agreed")]
    [InlineData("81 81 00000000 41", "a masked frame")]
    [InlineData("80 00", "a frame out of its order")]
    [InlineData("01 00 81 00", "a frame out of its order")]
    [InlineData("01 00 82 00", "a frame out of its order")]
    [InlineData("88 01 03", "a Close frame without a sound code")]
    [InlineData("88 02 03E7", "a Close frame without a sound code")]
    [InlineData("88 02 03EC", "a Close frame without a sound code")]
    [InlineData("88 02 03ED", "a Close frame without a sound code")]
    [InlineData("88 02 03EE", "a Close frame without a sound code")]
    [InlineData("88 02 07D0", "a Close frame without a sound code")]
    [InlineData("88 02 1388", "a Close frame without a sound code")]
    public async Task Broken_protocol_is_named_and_answered_with_its_code(string bytes, string reason)
    {
        var run = new Run(int.MaxValue, Hex(bytes));

        Assert.Equal(reason, (await Assert.ThrowsAsync<FrameException>(run.TextsAsync)).Message);
        Assert.Equal(CloseCode.ProtocolError, run.Reader.CloseAnswer);
    }

    [Theory]
    [InlineData("88 00", 1005, 1000)]
    [InlineData("88 02 03E8", 1000, 1000)]
    [InlineData("88 05 0FA0 627965", 4000, 4000)]
    public async Task Close_frame_is_answered_with_its_code(string bytes, int peerCode, int answer)
    {
        var run = new Run(1, Hex(bytes));

        await run.TextsAsync();

        Assert.Equal((peerCode, answer), (run.Reader.PeerCloseCode, run.Reader.CloseAnswer));
    }

    [Fact]
    public async Task Connection_that_ends_anywhere_before_a_Close_frame_is_lost()
    {
        byte[] all = [.. Hex("01 02 4865"), .. Hex("89 01 41"), .. Hex("80 03 6C6C6F"), .. Close];
        for (int length = 0; length < all.Length; length++)
        {
            var run = new Run(int.MaxValue, all[..length]);

            await Assert.ThrowsAsync<EndOfStreamException>(run.TextsAsync);
        }
    }

    [Fact]
    public async Task Frame_that_announces_far_more_than_is_kept_is_skipped_as_it_comes()
    {
        var run = new Run(int.MaxValue, Hex("81 7F 0000000040000000"), new byte[100_000]);

        await Assert.ThrowsAsync<EndOfStreamException>(run.TextsAsync);
        Assert.InRange(run.Reader.BufferBytes, 0, 64 * 1024);
    }

    [Theory]
    [InlineData("81 7F 0000000040000001")]
    [InlineData("81 7F 7FFFFFFFFFFFFFFF")]
    [InlineData("01 01 41 00 7F 7FFFFFFFFFFFFFFF")]
    public async Task Message_without_an_end_is_refused(string bytes)
    {
        var run = new Run(int.MaxValue, Hex(bytes));

        Assert.Equal("a message without an end", (await Assert.ThrowsAsync<FrameException>(run.TextsAsync)).Message);
        Assert.Equal(CloseCode.TooBig, run.Reader.CloseAnswer);
    }

    [Fact]
    public async Task Empty_frames_without_an_end_are_refused()
    {
        byte[] frames = new byte[2 * (1 << 20)];
        var run = new Run(int.MaxValue, Hex("01 00"), frames);

        Assert.Equal("a message without an end", (await Assert.ThrowsAsync<FrameException>(run.TextsAsync)).Message);
    }

    [Fact]
    public async Task A_part_beyond_the_cap_lets_go_what_was_kept_of_its_message()
    {
        byte[] part = new byte[MessageBuffer.MaxMessageBytes - 10];
        byte[] head = [0x01, .. FrameHead.Frame(Opcode.Text, part, null).AsSpan(1, 9)];
        var run = new Run(int.MaxValue, head, part, Hex("80 0B 0000000000000000000000"), Hex("81 01 41"), Close);

        Assert.Equal(ReceivedKind.Oversized, (await run.ReadAsync()).Kind);
        Assert.InRange(run.Reader.BufferBytes, 0, 64 * 1024);
        Assert.Equal(["A"], await run.TextsAsync());
    }

    [Fact]
    public async Task Server_takes_masked_frames_and_refuses_others()
    {
        byte[] masked = FrameHead.Frame(Opcode.Text, "ping"u8, FrameMask.Next());
        var run = new Run(1, [masked, Hex("81 00")], isServer: true);

        Assert.Equal("ping", Encoding.UTF8.GetString((await run.ReadAsync()).Text.Span));
        Assert.Equal("a frame without a mask", (await Assert.ThrowsAsync<FrameException>(run.ReadAsync)).Message);
    }

    [Fact]
    public async Task Random_frames_end_in_messages_a_refusal_or_the_end()
    {
        const int Seed = 5;
        var random = new Random(Seed);
        for (int round = 0; round < 3000; round++)
        {
            byte[] bytes = [.. Enumerable.Range(0, random.Next(8)).SelectMany(_ => RandomFrame(random))];
            var run = new Run(random.Next(1, 40), bytes);
            Exception? end = await Record.ExceptionAsync(run.TextsAsync);
            Assert.True(end is null or FrameException or EndOfStreamException, $"seed {Seed}, round {round}: {end}");
        }
    }

    /// <summary>Mostly sound, so that what comes behind it is reached.</summary>
    private static byte[] RandomFrame(Random random)
    {
        byte[] payload = new byte[random.Next(200)];
        random.NextBytes(payload);
        var opcode = (Opcode)random.GetItems([0, 1, 1, 1, 2, 8, 9, 10, 3], 1)[0];
        byte[] frame = FrameHead.Frame(opcode, payload, random.Next(50) == 0 ? FrameMask.Next() : null);
        frame[0] = random.Next(4) == 0 ? (byte)(frame[0] & 0x7F) : frame[0];
        frame[random.Next(2)] ^= random.Next(20) == 0 ? (byte)(1 << random.Next(8)) : (byte)0;
        return frame;
    }

    private static byte[] Hex(string bytes) => Convert.FromHexString(bytes.Replace(" ", "", StringComparison.Ordinal));

    /// <summary>A reader on what a peer sends, and what was sent to the peer.</summary>
    private sealed class Run
    {
        private readonly FrameWriter _writer;
        private readonly Func<string> _written;

        public Run(int pieceBytes, params byte[][] frames)
            : this(pieceBytes, frames, [])
        {
        }

        public Run(int pieceBytes, byte[][] frames, byte[]? first = null, bool isServer = false)
        {
            var stream = new ScriptedStream(_ => [.. frames.SelectMany(frame => frame)], pieceBytes);
            _written = () => stream.Written;
            _writer = new FrameWriter(stream, !isServer, maxWaiting: 4, BoundedChannelFullMode.DropOldest);
            Reader = new MessageReader(stream, first ?? [], isServer, _writer, new ManualTime());
        }

        public MessageReader Reader { get; }

        public Task<ReceivedMessage> ReadAsync() => Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask();

        /// <summary>The messages up to the Close frame.</summary>
        public async Task<string[]> TextsAsync()
        {
            var texts = new List<string>();
            while (true)
            {
                ReceivedMessage message = await ReadAsync();
                if (message.Kind == ReceivedKind.Closed)
                {
                    return [.. texts];
                }

                texts.Add(Encoding.UTF8.GetString(message.Text.Span));
            }
        }

        /// <summary>The frames that the peer gets, unmasked.</summary>
        public async Task<(Opcode Opcode, string Payload)[]> SentAsync()
        {
            _writer.Complete();
            await _writer.RunAsync(TestContext.Current.CancellationToken);
            byte[] bytes = Encoding.Latin1.GetBytes(_written());
            var frames = new List<(Opcode, string)>();
            while (FrameHead.TryRead(bytes, out FrameHead head))
            {
                byte[] payload = bytes[head.HeadBytes..(head.HeadBytes + (int)head.PayloadBytes)];
                head.Mask!.Value.Apply(payload, at: 0);
                frames.Add((head.Opcode, Encoding.UTF8.GetString(payload)));
                bytes = bytes[(head.HeadBytes + payload.Length)..];
            }

            Assert.Empty(bytes);
            return [.. frames];
        }
    }
}
