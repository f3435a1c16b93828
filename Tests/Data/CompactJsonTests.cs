using System.Text.Json;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Data;

public sealed class CompactJsonTests
{
    [Fact]
    public void Values_are_written_without_white_space() =>
        Assert.Equal("""{"a":[1,"x",{}],"b":null,"c":{"d":true}}""", Sample(int.MaxValue).ToString());

    [Fact]
    public void Quotes_backslashes_and_controls_are_escaped_and_nothing_else()
    {
        var json = new CompactJson(1000);

        json.Text("\"\\\n\r\t\u001b\u0000ü今🦖</>");

        Assert.Equal("""
            "\"\\\n\r\t\u001b\u0000ü今🦖</>"
            """, json.ToString());
        Assert.Equal("\"\\\n\r\t\u001b\u0000ü今🦖</>", JsonDocument.Parse(json.ToString()).RootElement.GetString());
    }

    [Fact]
    public void Every_limit_gives_that_much_of_the_text()
    {
        string whole = Sample(int.MaxValue).ToString();
        for (int limit = 0; limit <= whole.Length + 1; limit++)
        {
            CompactJson json = Sample(limit);

            Assert.Equal(whole[..Math.Min(limit, whole.Length)], json.ToString());
            Assert.Equal(limit < whole.Length, json.IsCut);
        }
    }

    [Fact]
    public void Cut_never_leaves_half_a_character()
    {
        var json = new CompactJson(3);

        json.Text("a🦖");

        Assert.Equal("\"a", json.ToString());
        Assert.True(json.IsCut);
    }

    private static CompactJson Sample(int limit)
    {
        var json = new CompactJson(limit);
        json.Begin('{');
        json.Name("a");
        json.Begin('[');
        json.Literal("1");
        json.Text("x");
        json.Begin('{');
        json.End('}');
        json.End(']');
        json.Name("b");
        json.Literal("null");
        json.Name("c");
        json.Begin('{');
        json.Name("d");
        json.Literal("true");
        json.End('}');
        json.End('}');
        return json;
    }
}
