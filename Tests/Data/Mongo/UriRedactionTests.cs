using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class UriRedactionTests
{
    [Theory]
    [InlineData("mongodb://127.0.0.1:27017/tracellm", "mongodb://127.0.0.1:27017/tracellm")]
    [InlineData("mongodb://a,b:2,[::1]:3/", "mongodb://a,b:2,[::1]:3/")]
    [InlineData("mongodb://[::1]/", "mongodb://[::1]/")]
    [InlineData("mongodb://user:hunter2@a:1/db", "mongodb://***@a:1/db")]
    [InlineData("mongodb+srv://user:hunter2@a.b.c/db?tls=true", "mongodb+srv://***@a.b.c/db?***")]
    [InlineData("mongodb://a/?proxyPassword=hunter2", "mongodb://a/?***")]
    public void Servers_are_shown_without_login_and_options(string uri, string expected) =>
        Assert.Equal(expected, UriRedaction.Redact(uri));

    [Theory]
    [InlineData("mongodb://user:hunter2")]
    [InlineData("mongodb://user:hunter2/x")]
    [InlineData("mongodb://user:a/hunter2")]
    [InlineData("mongodb://user:p/hunter2@a/db")]
    [InlineData("mongodb://user:p@hunter2@a/db")]
    [InlineData("mongodb://user:p?hunter2@a/db")]
    [InlineData("mongodb://u:1/hunter2/x")]
    [InlineData("mongodb://user:hunter2@")]
    [InlineData("user:hunter2@a")]
    [InlineData("mongo://user:hunter2@a")]
    [InlineData("hunter2")]
    [InlineData("mongodb:/user:hunter2@a")]
    public void Password_is_hidden_in_malformed_strings_too(string uri) =>
        Assert.DoesNotContain("hunter2", UriRedaction.Redact(uri), StringComparison.Ordinal);
}
