using System.Text;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class BsonReaderTests
{
    private const int MutationSeed = 20261122;

    private static readonly byte[] Sample = TestBson.Document(
        """
        {"_id":{"$oid":"6b02892451f94ffefc8531fc"},"trace_id":"t1","latency":12.5,"token_count":7,
         "big":{"$numberLong":"5000000000"},"created_at":{"$date":1773489600000},"ok":true,"nothing":null,
         "steps":[{"success":false},{"success":true}],"d":{"e":{"f":"g"}}}
        """);

    [Fact]
    public void Document_is_read_element_by_element()
    {
        var reader = new BsonReader(TestBson.Document("""{"a":1,"b":"x"}"""));

        Assert.True(reader.Read());
        Assert.Equal("a", Encoding.UTF8.GetString(reader.Name));
        Assert.True(reader.Value.TryGetInt64(out long number));
        Assert.Equal(1, number);
        Assert.True(reader.Read());
        Assert.True(reader.Value.TryGetText(out string text));
        Assert.Equal("x", text);
        Assert.False(reader.Read());
        Assert.False(reader.Read());
    }

    [Fact]
    public void Every_prefix_is_refused()
    {
        for (int length = 0; length < Sample.Length; length++)
        {
            Assert.False(IsAccepted(Sample.AsSpan(0, length)), $"a prefix of {length} bytes was accepted");
        }
    }

    [Fact]
    public void Every_flipped_byte_ends_in_a_document_or_the_own_exception()
    {
        for (int i = 0; i < Sample.Length; i++)
        {
            foreach (byte value in (byte[])[0x00, 0x01, 0x7f, 0x80, 0xff, (byte)(Sample[i] ^ 0x20)])
            {
                byte[] spoilt = [.. Sample];
                spoilt[i] = value;
                IsAccepted(spoilt);
            }
        }
    }

    [Fact]
    public void Random_mutations_end_in_a_document_or_the_own_exception()
    {
        var random = new Random(MutationSeed);
        int accepted = 0;
        for (int i = 0; i < 40_000; i++)
        {
            byte[] spoilt = Mutate(random);
            try
            {
                accepted += IsAccepted(spoilt) ? 1 : 0;
            }
            catch (Exception e)
            {
                Assert.Fail($"seed {MutationSeed}, mutation {i}, {Convert.ToHexString(spoilt)}: {e}");
            }
        }

        Assert.InRange(accepted, 1, 39_999);
    }

    [Theory]
    [InlineData("0D000000107800000100000000")]
    [InlineData("0500000001")]
    [InlineData("0C0000000261000000000000")]
    [InlineData("0C000000026100FFFFFFFF00")]
    [InlineData("0C0000000261007FFFFFFF00")]
    [InlineData("0D000000057800FFFFFF7F0000")]
    [InlineData("0D000000037800FFFFFF7F0000")]
    [InlineData("090000000862000200")]
    [InlineData("0600000001")]
    [InlineData("FFFFFFFF00")]
    public void Lying_lengths_are_refused(string hex) => Assert.False(IsAccepted(Convert.FromHexString(hex)));

    [Fact]
    public void Nesting_is_followed_up_to_the_limit_only()
    {
        TestBson.ToJson(Nested(BsonReader.MaxDepth));
        Assert.Throws<WireFormatException>(() => TestBson.ToJson(Nested(BsonReader.MaxDepth + 1)));
        Assert.Throws<WireFormatException>(() => TestBson.ToJson(Nested(100_000)));
    }

    [Fact]
    public void Name_that_is_not_UTF8_is_refused()
    {
        byte[] document = TestBson.Document("""{"ab":1}""");
        document[5] = 0xff;

        Assert.False(IsAccepted(document));
    }

    [Fact]
    public void Text_that_is_not_UTF8_is_replaced_unless_strict()
    {
        byte[] document = TestBson.Document("""{"a":"xyz"}""");
        document[12] = 0xff;
        var reader = new BsonReader(document);

        Assert.True(reader.Read());
        Assert.True(reader.Value.TryGetText(out string text));
        Assert.Equal("x\uFFFDz", text);
        Assert.Throws<WireFormatException>(() => new BsonReader(document, isTextStrict: true).Read());
    }

    private static byte[] Mutate(Random random)
    {
        byte[] spoilt = [.. Sample];
        for (int flips = random.Next(1, 6); flips > 0; flips--)
        {
            spoilt[random.Next(spoilt.Length)] = (byte)random.Next(256);
        }

        byte[] cut = random.Next(4) == 0 ? spoilt[..random.Next(spoilt.Length)] : spoilt;
        if (cut.Length >= 4 && random.Next(2) == 0)
        {
            BitConverter.TryWriteBytes(cut, cut.Length); // so that more than the outermost length is tried
        }

        return cut;
    }

    /// <summary>Documents one within the other, the outermost being the first.</summary>
    private static byte[] Nested(int depth)
    {
        const int BytesPerLevel = 8; // length, type, one-letter name, terminators
        byte[] bytes = new byte[5 + ((depth - 1) * BytesPerLevel)];
        for (int level = 0; level < depth; level++)
        {
            int start = level * (BytesPerLevel - 1);
            BitConverter.TryWriteBytes(bytes.AsSpan(start), 5 + ((depth - 1 - level) * BytesPerLevel));
            if (level < depth - 1)
            {
                bytes[start + 4] = (byte)BsonType.Document;
                bytes[start + 5] = (byte)'a';
            }
        }

        return bytes;
    }

    private static bool IsAccepted(ReadOnlySpan<byte> document)
    {
        try
        {
            TestBson.Copy(document);
            return true;
        }
        catch (WireFormatException)
        {
            return false;
        }
    }
}
