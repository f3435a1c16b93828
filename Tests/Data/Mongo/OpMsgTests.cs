using System.Buffers.Binary;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class OpMsgTests
{
    private const int RequestId = 5;

    private static readonly byte[] Body = TestBson.Document("""{"ok":1}""");

    private static readonly byte[] Good = FakeReply.Frame(Body, RequestId);

    [Fact]
    public void Body_of_a_reply_is_found() => Assert.Equal(Body, Good[OpMsg.FindBody(Good, RequestId)]);

    [Fact]
    public void Checksum_is_left_out()
    {
        byte[] message = Sealed([.. Good, 1, 2, 3, 4]);
        message[16] = 1;

        Assert.Equal(Body, message[OpMsg.FindBody(message, RequestId)]);
    }

    [Fact]
    public void Document_sequence_beside_the_body_is_passed_over()
    {
        byte[] message = Sealed([.. Good[..20], 1, 7, 0, 0, 0, (byte)'a', 0, 0, .. Good[20..]]);

        Assert.Equal(Body, message[OpMsg.FindBody(message, RequestId)]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(0x8000)]
    public void Required_flag_that_is_not_known_is_refused(int flags)
    {
        byte[] message = [.. Good];
        BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(16), flags);

        Refused(message);
    }

    [Fact]
    public void Optional_flag_is_passed_over()
    {
        byte[] message = [.. Good];
        message[18] = 1;

        Assert.Equal(Body, message[OpMsg.FindBody(message, RequestId)]);
    }

    [Fact]
    public void Reply_to_another_request_is_refused() => Refused(FakeReply.Frame(Body, RequestId + 1));

    [Fact]
    public void Other_message_is_refused()
    {
        byte[] message = [.. Good];
        message[12] = 1;

        Refused(message);
    }

    [Fact]
    public void Two_bodies_are_refused() => Refused(Sealed([.. Good, .. Good[20..]]));

    [Fact]
    public void Message_without_a_body_is_refused() => Refused(Sealed([.. Good[..20], 1, 7, 0, 0, 0, (byte)'a', 0, 0]));

    [Fact]
    public void Unknown_section_is_refused() => Refused(Sealed([.. Good[..20], 2, .. Good[21..]]));

    [Fact]
    public void Section_that_reaches_too_far_is_refused() =>
        Refused(Sealed([.. Good[..21], 0xff, 0xff, 0xff, 0x7f, .. Good[25..]]));

    [Fact]
    public void Bytes_behind_the_body_are_refused() => Refused(Sealed([.. Good, 0]));

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(16)]
    [InlineData(25)]
    [InlineData(48_000_001)]
    [InlineData(int.MaxValue)]
    public void Impossible_length_is_refused(int length) =>
        Assert.Throws<WireFormatException>(() => OpMsg.ReadMessageLength(BitConverter.GetBytes(length)));

    [Fact]
    public void Any_spoilt_byte_ends_in_a_body_or_the_own_exception()
    {
        for (int i = 0; i < Good.Length; i++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] message = [.. Good];
                message[i] = (byte)value;
                Exception? thrown = Record.Exception(() => TestBson.Copy(message[OpMsg.FindBody(message, RequestId)]));
                Assert.True(thrown is null or WireFormatException, $"byte {i} = {value}: {thrown}");
            }
        }
    }

    /// <summary>Puts the true length into the header.</summary>
    private static byte[] Sealed(byte[] message)
    {
        BinaryPrimitives.WriteInt32LittleEndian(message, message.Length);
        return message;
    }

    private static void Refused(byte[] message) => Assert.Throws<WireFormatException>(() => OpMsg.FindBody(message, RequestId));
}
