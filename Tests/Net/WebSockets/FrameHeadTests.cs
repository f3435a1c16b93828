using System.Text;
using TraceLlm.Monitor.Net.WebSockets;

namespace TraceLlm.Monitor.Tests.Net.WebSockets;

public sealed class FrameHeadTests
{
    private static readonly FrameMask Mask = FrameMask.Read([0x37, 0xfa, 0x21, 0x3d]);

    /// <summary>RFC 6455 section 5.7.</summary>
    [Theory]
    [InlineData("8105", 0x1, true, 5)]
    [InlineData("0103", 0x1, false, 3)]
    [InlineData("8002", 0x0, true, 2)]
    [InlineData("8905", 0x9, true, 5)]
    [InlineData("827E0100", 0x2, true, 256)]
    [InlineData("827F0000000000010000", 0x2, true, 65536)]
    public void Head_of_the_specification_is_read(string bytes, int opcode, bool isFinal, long payloadBytes)
    {
        Assert.True(FrameHead.TryRead(Convert.FromHexString(bytes), out FrameHead head));

        Assert.Equal(new FrameHead((Opcode)opcode, isFinal, payloadBytes, null, bytes.Length / 2), head);
    }

    [Fact]
    public void Masked_text_of_the_specification_is_read_and_made()
    {
        byte[] expected = Convert.FromHexString("818537FA213D7F9F4D5158");

        Assert.Equal(expected, FrameHead.Frame(Opcode.Text, "Hello"u8, Mask));
        Assert.True(FrameHead.TryRead(expected, out FrameHead head));
        byte[] payload = expected[head.HeadBytes..];
        head.Mask!.Value.Apply(payload, at: 0);
        Assert.Equal("Hello", Encoding.UTF8.GetString(payload));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65535, 4)]
    [InlineData(65536, 10)]
    public void Frame_of_any_length_has_the_shortest_head_and_is_read_back(int payloadBytes, int headBytes)
    {
        byte[] frame = FrameHead.Frame(Opcode.Binary, new byte[payloadBytes], null);

        Assert.Equal(headBytes + payloadBytes, frame.Length);
        Assert.True(FrameHead.TryRead(frame, out FrameHead head));
        Assert.Equal(new FrameHead(Opcode.Binary, true, payloadBytes, null, headBytes), head);
    }

    [Theory]
    [InlineData("8105")]
    [InlineData("818537FA213D")]
    [InlineData("827E0100")]
    [InlineData("82FF000000000001000037FA213D")]
    public void Every_prefix_of_a_head_is_incomplete(string bytes)
    {
        byte[] head = Convert.FromHexString(bytes);
        for (int length = 0; length < head.Length; length++)
        {
            Assert.False(FrameHead.TryRead(head.AsSpan(0, length), out _));
        }
    }

    [Theory]
    [InlineData("C100", "a frame of an extension that was not agreed")]
    [InlineData("A100", "a frame of an extension that was not agreed")]
    [InlineData("9100", "a frame of an extension that was not agreed")]
    [InlineData("8300", "a frame of an unknown kind")]
    [InlineData("8700", "a frame of an unknown kind")]
    [InlineData("8B00", "a frame of an unknown kind")]
    [InlineData("8F00", "a frame of an unknown kind")]
    [InlineData("0900", "a control frame in parts, or too long")]
    [InlineData("887E", "a control frame in parts, or too long")]
    [InlineData("8A7F", "a control frame in parts, or too long")]
    [InlineData("817E007D", "a frame with an impossible length")]
    [InlineData("817F000000000000FFFF", "a frame with an impossible length")]
    [InlineData("817F8000000000000000", "a frame with an impossible length")]
    public void What_no_peer_may_send_is_refused(string bytes, string reason) =>
        Assert.Equal(reason, Assert.Throws<FrameException>(() => FrameHead.TryRead(Convert.FromHexString(bytes), out _)).Message);

    [Fact]
    public void Random_bytes_end_in_a_head_or_a_refusal()
    {
        const int Seed = 11;
        var random = new Random(Seed);
        byte[] bytes = new byte[FrameHead.MaxHeadBytes];
        int heads = 0;
        for (int round = 0; round < 100_000; round++)
        {
            random.NextBytes(bytes);
            int length = random.Next(bytes.Length + 1);
            try
            {
                if (FrameHead.TryRead(bytes.AsSpan(0, length), out FrameHead head))
                {
                    heads++;
                    Assert.InRange(head.HeadBytes, 2, length);
                    Assert.InRange(head.PayloadBytes, 0, long.MaxValue);
                }
            }
            catch (FrameException)
            {
                // The only way in which it may end otherwise.
            }
        }

        Assert.InRange(heads, 1000, 100_000);
    }

    [Fact]
    public void Mask_of_a_part_goes_on_where_the_last_part_ended()
    {
        byte[] whole = [.. Enumerable.Range(0, 50).Select(i => (byte)i)];
        byte[] parts = [.. whole];
        Mask.Apply(whole, at: 0);
        Mask.Apply(parts.AsSpan(0, 7), at: 0);
        Mask.Apply(parts.AsSpan(7), at: 7);

        Assert.Equal(whole, parts);
    }

    [Fact]
    public void Masks_differ() =>
        Assert.InRange(Enumerable.Range(0, 1000).Select(_ => FrameMask.Next()).Distinct().Count(), 995, 1000);
}
