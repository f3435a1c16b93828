using System.Text;
using TraceLlm.Monitor.Cli;

namespace TraceLlm.Monitor.Tests.Cli;

public sealed class JsonTextsTests
{
    [Theory]
    [InlineData("""{"theme":"nord"}""", "nord")]
    [InlineData("""{"a":[1,{"theme":"x"}],"theme":"nord","b":null}""", "nord")]
    [InlineData("""{"theme":"dark","theme":"nord"}""", "nord")]
    [InlineData("""{"th\u0065me":"n\u006frd"}""", "nord")]
    [InlineData("""{"theme":null}""", null)]
    [InlineData("""{"theme":"nord","theme":null}""", null)]
    [InlineData("""{"Theme":"nord"}""", null)]
    [InlineData("{}", null)]
    [InlineData(" \r\n{ \"theme\" : \"nord\" }\n", "nord")]
    [InlineData("\ufeff{\"theme\":\"nord\"}", "nord")]
    [InlineData("""{"theme":""}""", "")]
    public void Text_of_a_name_is_read(string json, string? expected) => Assert.Equal(expected, Read(json));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("nord")]
    [InlineData("""{"theme":"nord"}x""")]
    [InlineData("""{"theme":"nord"}{}""")]
    [InlineData("""{"theme":"nord",}""")]
    [InlineData("""{"theme":nord}""")]
    [InlineData("""{"theme":"no""")]
    [InlineData("""{'theme':'nord'}""")]
    [InlineData("""{"theme":"\ud800"}""")]
    [InlineData("// theme\n{}")]
    [InlineData("[]")]
    [InlineData("\"theme\"")]
    [InlineData("null")]
    [InlineData("""{"theme":1}""")]
    [InlineData("""{"theme":["nord"]}""")]
    [InlineData("""{"theme":{"name":"nord"}}""")]
    [InlineData("""{"theme":true}""")]
    public void Anything_else_is_told(string json) =>
        Assert.StartsWith("it", Assert.Throws<UsageException>(() => Read(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void Line_of_the_mistake_is_named() => Assert.Equal(
        "it is not JSON (line 3)", Assert.Throws<UsageException>(() => Read("{\n \"a\": 1,\n b\n}")).Message);

    [Fact]
    public void Depth_is_limited() => Assert.Throws<UsageException>(
        () => Read("{\"a\":" + new string('[', 10_000) + new string(']', 10_000) + "}"));

    /// <summary>A wrong byte anywhere ends in our own exception, or in a text: never in another exception.</summary>
    [Fact]
    public void Every_changed_byte_is_told_or_harmless()
    {
        byte[] json = """{"a":[1,"\u00e9"],"theme":"n\u006frd","b":{"c":null}}"""u8.ToArray();
        for (int index = 0; index < json.Length; index++)
        {
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. json];
                changed[index] = (byte)value;
                string? problem = null;
                try
                {
                    Assert.InRange(JsonTexts.Read(changed, "theme").Count, 0, 1);
                }
                catch (UsageException error)
                {
                    problem = error.Message;
                }

                Assert.True(problem is null || problem.StartsWith("it", StringComparison.Ordinal), problem);
            }
        }
    }

    private static string? Read(string json) =>
        JsonTexts.Read(Encoding.UTF8.GetBytes(json), "theme").GetValueOrDefault("theme");
}
