using TraceLlm.Monitor.Net;

namespace TraceLlm.Monitor.Tests.Net;

public sealed class IsoTimestampTests
{
    [Theory]
    [InlineData("2026-11-22T06:18:09.168148+00:00", "2026-11-22T06:18:09.1681480")]
    [InlineData("2026-11-22T06:18:09.168148Z", "2026-11-22T06:18:09.1681480")]
    [InlineData("2026-11-22T06:18:09Z", "2026-11-22T06:18:09.0000000")]
    [InlineData("2026-11-22t06:18:09z", "2026-11-22T06:18:09.0000000")]
    [InlineData("2026-11-22 06:18:09.5", "2026-11-22T06:18:09.5000000")]
    [InlineData("2026-11-22T06:18", "2026-11-22T06:18:00.0000000")]
    [InlineData("2026-11-22", "2026-11-22T00:00:00.0000000")]
    [InlineData("2026-11-22T06:18:09+05:30", "2026-11-22T00:48:09.0000000")]
    [InlineData("2026-11-22T06:18:09-0800", "2026-11-22T14:18:09.0000000")]
    [InlineData("2026-11-22T06:18:09+01", "2026-11-22T05:18:09.0000000")]
    [InlineData("2026-11-22T06:18:09+00:19:32", "2026-11-22T05:58:37.0000000")]
    [InlineData("2026-11-22T06:18:09-23:59", "2026-11-23T06:17:09.0000000")]
    [InlineData("2026-11-22T06:18:09.123456789Z", "2026-11-22T06:18:09.1234567")]
    [InlineData("2024-02-29T00:00:00Z", "2024-02-29T00:00:00.0000000")]
    public void Timestamp_is_read_as_utc(string text, string utc)
    {
        DateTimeOffset? read = IsoTimestamp.Parse(text);

        Assert.Equal(utc, read?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", null));
        Assert.Equal(TimeSpan.Zero, read?.Offset);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("2026-13-01")]
    [InlineData("2026-02-29")]
    [InlineData("2026-00-10")]
    [InlineData("0000-01-01")]
    [InlineData("2026-11-22T")]
    [InlineData("2026-11-22T24:00:00Z")]
    [InlineData("2026-11-22T06:60:00Z")]
    [InlineData("2026-11-22T06:18:09.Z")]
    [InlineData("2026-11-22T06:18:09+")]
    [InlineData("2026-11-22T06:18:09+1")]
    [InlineData("2026-11-22T06:18:09+24:00")]
    [InlineData("2026-11-22T06:18:09Z trailing")]
    [InlineData("0001-01-01T00:00:00+01:00")]
    [InlineData("9999-12-31T23:59:59-01:00")]
    [InlineData("1732256289")]
    public void Anything_else_is_none(string text) => Assert.Null(IsoTimestamp.Parse(text));

    [Fact]
    public void Every_prefix_and_every_flipped_bit_of_a_timestamp_is_read_or_is_none()
    {
        const string Text = "2026-11-22T06:18:09.168148+05:30";
        for (int length = 0; length <= Text.Length; length++)
        {
            _ = IsoTimestamp.Parse(Text.AsSpan(0, length));
        }

        for (int bit = 0; bit < Text.Length * 8; bit++)
        {
            char[] flipped = Text.ToCharArray();
            flipped[bit / 8] ^= (char)(1 << (bit % 8));
            _ = IsoTimestamp.Parse(flipped);
        }
    }
}
