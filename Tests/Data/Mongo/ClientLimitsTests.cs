using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class ClientLimitsTests
{
    private static MongoClientOptions Options => new() { Database = "t", Version = "0" };

    [Theory]
    [InlineData("mongodb://a/?proxyHost=b", "proxyHost")]
    [InlineData("mongodb://u@a/?authMechanism=GSSAPI", "GSSAPI")]
    [InlineData("mongodb://a/?authMechanism=MONGODB-AWS", "MONGODB-AWS")]
    [InlineData("mongodb://a/?authMechanism=MONGODB-OIDC", "MONGODB-OIDC")]
    public void What_cannot_be_done_is_refused_by_name(string uri, string expected)
    {
        MongoUriException thrown = Assert.Throws<MongoUriException>(
            () => new MongoCluster(MongoUri.Parse(uri), Options, TimeProvider.System));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("not supported", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://u:hunter2@a/?authMechanism=PLAIN", "needs tls=true")]
    [InlineData("mongodb://a/?authMechanism=MONGODB-X509", "needs tls=true and tlsCertificateKeyFile")]
    [InlineData("mongodb://a/?authMechanism=MONGODB-X509&tls=true", "needs tls=true and tlsCertificateKeyFile")]
    [InlineData("mongodb://u@a/", "without a password")]
    [InlineData("mongodb://u@a/?tls=true&authMechanism=PLAIN", "without a password")]
    public void Login_that_is_not_safe_or_not_complete_is_refused(string uri, string expected)
    {
        MongoUriException thrown = Assert.Throws<MongoUriException>(() => ClientLimits.Check(MongoUri.Parse(uri)));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", thrown.Message, StringComparison.Ordinal);
    }
}
