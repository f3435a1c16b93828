namespace TraceLlm.Monitor.Tests;

public sealed class MonitorOptionsTests
{
    [Fact]
    public void ToString_tells_neither_password_nor_url()
    {
        string text = new MonitorOptions { MongoUrl = "mongodb://user:secret@host/db" }.ToString();

        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("host", text, StringComparison.Ordinal);
        Assert.Contains("MongoUrl = given", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://user:secret@host", true, true)]
    [InlineData("mongodb://user:se@cret@host", true, true)]
    [InlineData("mongodb://user:secret@host", false, false)]
    [InlineData("mongodb://user@host:27017", true, false)]
    [InlineData("mongodb://host:27017", true, false)]
    [InlineData("mongodb://@host", true, false)]
    public void ExposesPassword_needs_a_password_on_the_command_line(string url, bool fromFlag, bool expected) =>
        Assert.Equal(expected, new MonitorOptions { MongoUrl = url, MongoUrlFromFlag = fromFlag }.ExposesPassword);
}
