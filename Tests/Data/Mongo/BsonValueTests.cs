using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class BsonValueTests
{
    [Theory]
    [InlineData("7", 7)]
    [InlineData("-2.5", -2.5)]
    [InlineData("""{"$numberLong":"5000000000"}""", 5e9)]
    [InlineData("""{"$numberDouble":"Infinity"}""", double.PositiveInfinity)]
    public void Number_of_any_type_is_read(string json, double expected)
    {
        Assert.True(Only($$"""{"a":{{json}}}""").Value.TryGetNumber(out double number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData("\"7\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("[7]")]
    [InlineData("""{"$date":7}""")]
    public void What_is_no_number_is_none(string json)
    {
        Assert.False(Only($$"""{"a":{{json}}}""").Value.TryGetNumber(out double number));
        Assert.Equal(0, number);
    }

    [Theory]
    [InlineData("3040000000000000 0000000000000001", 1)]
    [InlineData("303e000000000000 00000000000030d9", 1250.5)]
    [InlineData("b040000000000000 0000000000000005", -5)]
    [InlineData("5ffe314dc6448d93 38c15b09ffffffff", double.PositiveInfinity)]
    [InlineData("7800000000000000 0000000000000000", double.PositiveInfinity)]
    [InlineData("f800000000000000 0000000000000000", double.NegativeInfinity)]
    [InlineData("7c00000000000000 0000000000000000", double.NaN)]
    [InlineData("6c10000000000000 0000000000000000", 0)]
    [InlineData("3041ed09bead87c0 378d8e64ffffffff", 0)]
    public void Decimal128_is_read_as_a_double(string bigEndianHex, double expected)
    {
        byte[] bytes = Convert.FromHexString(bigEndianHex.Replace(" ", "", StringComparison.Ordinal));
        Array.Reverse(bytes);

        Assert.Equal(expected, Decimal128.ToDouble(bytes), 9);
    }

    [Theory]
    [InlineData("""{"$numberDouble":"NaN"}""", 0)]
    [InlineData("""{"$numberDouble":"1e300"}""", long.MaxValue)]
    [InlineData("""{"$numberDouble":"-1e300"}""", long.MinValue)]
    [InlineData("2.9", 2)]
    public void Whole_number_of_a_double_is_clamped(string json, long expected)
    {
        Assert.True(Only($$"""{"a":{{json}}}""").Value.TryGetInt64(out long number));
        Assert.Equal(expected, number);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void Date_beyond_the_calendar_is_none(long milliseconds) =>
        Assert.False(Only($$"""{"a":{"$date":{{milliseconds}}} }""").Value.TryGetDate(out _));

    [Fact]
    public void ObjectId_begins_with_its_second()
    {
        Assert.True(Only("""{"a":{"$oid":"69b5e2c00102030405060708"}}""").Value.TryGetObjectId(out ObjectId id));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(0x69b5e2c0), id.Time);
    }

    [Theory]
    [InlineData(-5, "000000000000000000000000")]
    [InlineData(0x69b5e2c0, "69b5e2c00000000000000000")]
    [InlineData(0x1_0000_0000, "ffffffff0000000000000000")]
    public void First_ObjectId_of_a_second_has_no_other_bits(long second, string expected)
    {
        byte[] bytes = new byte[ObjectId.Length];
        ObjectId.FirstOf(DateTimeOffset.FromUnixTimeSeconds(second)).CopyTo(bytes);

        Assert.Equal(expected, Convert.ToHexStringLower(bytes));
    }

    private static BsonReader Only(string json)
    {
        var reader = new BsonReader(TestBson.Document(json));
        Assert.True(reader.Read());
        return reader;
    }
}
