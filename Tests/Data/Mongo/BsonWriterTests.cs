using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class BsonWriterTests
{
    [Fact]
    public void Document_is_written_byte_by_byte()
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        writer.Int32("a"u8, 1);
        writer.BeginArray("b"u8);
        writer.Text(default, "é");
        writer.Boolean(default, true);
        writer.End();
        writer.End();

        Assert.Equal(
            "22000000" + "10610001000000" + "046200" + "13000000" + "02300003000000C3A900" + "08310001" + "00" + "00",
            Convert.ToHexString(writer.Written.Span));
    }

    [Fact]
    public void Elements_beyond_ten_are_numbered_in_decimal()
    {
        var writer = new BsonWriter();
        writer.BeginDocument();
        writer.BeginArray("a"u8);
        for (int i = 0; i < 12; i++)
        {
            writer.Null(default);
        }

        writer.End();
        writer.End();

        Assert.Equal($$"""{"a":[{{string.Join(',', Enumerable.Repeat("null", 12))}}]}""", TestBson.ToJson(writer.Written.Span));
        Assert.Contains("0A313100", Convert.ToHexString(writer.Written.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Buffer_grows_and_is_used_again()
    {
        var writer = new BsonWriter();
        for (int round = 0; round < 2; round++)
        {
            writer.Clear();
            writer.BeginDocument();
            writer.Text("a"u8, new string('x', 100_000));
            writer.End();
        }

        Assert.Equal(100_000 + 13, writer.Length);
    }

    [Fact]
    public void Name_with_a_NUL_is_refused()
    {
        var writer = new BsonWriter();
        writer.BeginDocument();

        Assert.Throws<ArgumentOutOfRangeException>(() => writer.Null("a\0b"u8));
    }

    [Fact]
    public void Literal_is_written_with_the_smallest_number_types() => Assert.Equal(
        TestBson.Document("""{"a":[1,2.5,{"b":null}],"c":"$d","e":true,"f":{"$numberDouble":"1e12"}}"""),
        BsonLiteral.Document("""{"a":[1,2.5,{"b":null}],"c":"$d","e":true,"f":1e12}"""));
}
