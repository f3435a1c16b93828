using System.Buffers.Binary;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>The bytes of compressed messages, true and false ones.</summary>
public sealed class OpCompressedTests
{
    private const int RequestId = 5;

    private static readonly byte[] Body = TestBson.Document("""{"ok":1,"text":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}""");

    private static readonly byte[] Plain = FakeReply.Frame(Body, RequestId);

    private static readonly byte[] Good = FakeReply.Compress(Plain, compressor: 2);

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9)]
    public void Message_is_wrapped_and_unwrapped_again(int? level)
    {
        byte[] wrapped = OpCompressed.Wrap(Plain, level).ToArray();

        Assert.Equal(Plain, Unwrap(wrapped));
        Assert.Equal(wrapped.Length, BinaryPrimitives.ReadInt32LittleEndian(wrapped));
        Assert.Equal(level != 0, wrapped.Length < Plain.Length);
        Assert.Equal(Plain[4..12], wrapped[4..12]);
        byte[] expected = [0xdc, 7, 0, 0, 0xdd, 7, 0, 0, (byte)(Plain.Length - 16), 0, 0, 0, 2];
        Assert.Equal(expected, wrapped[12..25]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Content_is_taken_as_its_compressor_left_it(byte compressor) =>
        Assert.Equal(Plain, Unwrap(FakeReply.Compress(Plain, compressor)));

    [Theory]
    [InlineData("""{"hello":1}""", false)]
    [InlineData("""{"isMaster":1}""", false)]
    [InlineData("""{"saslStart":1}""", false)]
    [InlineData("""{"saslContinue":1}""", false)]
    [InlineData("""{"authenticate":1}""", false)]
    [InlineData("""{"aggregate":"hello"}""", true)]
    [InlineData("""{"getMore":1}""", true)]
    [InlineData("""{"count":"traces"}""", true)]
    public void Greetings_and_logins_stay_as_they_are(string command, bool isCompressed) =>
        Assert.Equal(isCompressed, OpCompressed.MayCompress(FakeReply.Frame(TestBson.Document(command), RequestId)));

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(255)]
    public void Compressor_that_is_not_known_is_refused(byte compressor) => Refused(With(24, compressor));

    [Fact]
    public void Anything_but_a_message_inside_is_refused() => Refused(With(16, 0xd4)); // OP_QUERY

    [Theory]
    [InlineData(9)]
    [InlineData(-1)]
    [InlineData(48_000_000 - 15)]
    [InlineData(int.MaxValue)]
    public void Impossible_length_is_refused(int length) => Refused(WithLength(length), "length is impossible");

    [Fact]
    public void Length_that_is_not_that_of_the_content_is_refused()
    {
        Refused(WithLength(Plain.Length - 16 + 1), "shorter than it says");
        Refused(WithLength(Plain.Length - 16 - 1), "longer than it says");
    }

    [Fact]
    public void Bomb_is_not_unpacked_beyond_the_length_that_it_tells()
    {
        byte[] bomb = FakeReply.Compress([.. Plain[..16], .. new byte[16_000_000]], compressor: 2);
        BinaryPrimitives.WriteInt32LittleEndian(bomb.AsSpan(20), 1000);
        var unwrapped = new ReceiveBuffer();

        Assert.Throws<WireFormatException>(() => OpCompressed.Unwrap(BufferOf(bomb), unwrapped));

        Assert.Equal(1016, unwrapped.Count);
    }

    [Fact]
    public void Length_that_is_claimed_takes_no_memory()
    {
        var unwrapped = new ReceiveBuffer();

        Assert.Throws<WireFormatException>(() => OpCompressed.Unwrap(BufferOf(WithLength(47_000_000)), unwrapped));

        Assert.InRange(unwrapped.FreeSpace(int.MaxValue).Length, 1, 100_000);
    }

    /// <summary>The last bytes are a checksum and the mark of the end: content that is all there without them is taken.</summary>
    [Fact]
    public void Every_beginning_of_a_message_is_refused_unless_it_holds_all_of_it()
    {
        const int EndBytes = 8;
        for (int length = 16; length < Good.Length; length++)
        {
            byte[] message = Good[..length];
            byte[] unwrapped = [];
            Exception? thrown = Record.Exception(() => unwrapped = Unwrap(message));
            bool isRight = thrown is WireFormatException || (length >= Good.Length - EndBytes && unwrapped.SequenceEqual(Plain));
            Assert.True(isRight, $"{length} bytes: {thrown}");
        }
    }

    [Fact]
    public void Any_spoilt_byte_ends_in_a_body_or_the_own_exception()
    {
        for (int i = 0; i < Good.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] message = [.. Good];
                message[i] = (byte)value;
                Exception? thrown = Record.Exception(() => Read(message));
                Assert.True(thrown is null or WireFormatException, $"byte {i} = {value}: {thrown}");
            }
        }
    }

    private static void Read(byte[] message)
    {
        byte[] unwrapped = Unwrap(message);
        TestBson.Copy(unwrapped[OpMsg.FindBody(unwrapped, RequestId)]);
    }

    private static byte[] Unwrap(byte[] message)
    {
        var unwrapped = new ReceiveBuffer();
        OpCompressed.Unwrap(BufferOf(message), unwrapped);
        return unwrapped.Filled.ToArray();
    }

    private static ReceiveBuffer BufferOf(byte[] message)
    {
        var buffer = new ReceiveBuffer();
        while (buffer.Count < message.Length)
        {
            Memory<byte> space = buffer.FreeSpace(message.Length);
            int count = Math.Min(space.Length, message.Length - buffer.Count);
            message.AsMemory(buffer.Count, count).CopyTo(space);
            buffer.Advance(count);
        }

        return buffer;
    }

    private static byte[] With(int offset, byte value)
    {
        byte[] message = [.. Good];
        message[offset] = value;
        return message;
    }

    private static byte[] WithLength(int length)
    {
        byte[] message = [.. Good];
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(20), length);
        return message;
    }

    private static void Refused(byte[] message, string reason = "") =>
        Assert.Contains(reason, Assert.Throws<WireFormatException>(() => Unwrap(message)).Message, StringComparison.Ordinal);
}
