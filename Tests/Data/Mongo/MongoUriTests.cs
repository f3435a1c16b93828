using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class MongoUriTests
{
    [Theory]
    [InlineData("mongodb://127.0.0.1", "127.0.0.1:27017")]
    [InlineData("MONGODB://localhost:27018", "localhost:27018")]
    [InlineData("mongodb://a:1,b,c:3/", "a:1 b:27017 c:3")]
    [InlineData("mongodb://[::1]/", "[::1]:27017")]
    [InlineData("mongodb://[fe80::1]:9/x?w=1", "[fe80::1]:9")]
    [InlineData("mongodb://%2Ftmp%2Fmongodb-27017.sock/db", "/tmp/mongodb-27017.sock")]
    [InlineData("mongodb://a?directConnection=true", "a:27017")]
    [InlineData("mongodb://a/?tls=false&replicaSet=rs0&authSource=x", "a:27017")]
    public void Servers_are_read(string uri, string expected) =>
        Assert.Equal(expected, string.Join(' ', MongoUri.Parse(uri).Hosts.Select(host => host.Address)));

    [Theory]
    [InlineData("a", "a")]
    [InlineData("a:27017", "a")]
    [InlineData("a:27018", "a:27018")]
    [InlineData("[::1]", "[::1]")]
    public void Default_port_is_not_shown(string host, string expected) =>
        Assert.Equal(expected, MongoUri.Parse($"mongodb://{host}/").Hosts[0].DisplayName);

    [Theory]
    [InlineData("mongodb+srv://cluster.example.com/", "mongodb+srv")]
    [InlineData("mongodb://user:secret@a/", "user name and password")]
    [InlineData("mongodb://a/?tls=true", "tls ")]
    [InlineData("mongodb://a/?SSL=true", "SSL ")]
    [InlineData("mongodb://a,b/?replicaSet=rs0", "replicaSet")]
    [InlineData("mongodb://a/?compressors=zlib", "compressors")]
    [InlineData("mongodb://a/?authMechanism=MONGODB-X509", "authMechanism")]
    [InlineData("mongodb://a/?loadBalanced=true", "loadBalanced")]
    [InlineData("mongodb://a/?readPreferenceTags=dc:ny", "readPreferenceTags")]
    public void What_is_not_supported_yet_is_refused_by_name(string uri, string expected)
    {
        StoreException thrown = Assert.Throws<MongoUriException>(() => MongoUri.Parse(uri));

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("not supported yet", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost:27017")]
    [InlineData("http://a/")]
    [InlineData("mongodb://")]
    [InlineData("mongodb:///db")]
    [InlineData("mongodb://a,,b/")]
    [InlineData("mongodb://a:0/")]
    [InlineData("mongodb://a:65536/")]
    [InlineData("mongodb://a:/")]
    [InlineData("mongodb://a:+1/")]
    [InlineData("mongodb://::1/")]
    [InlineData("mongodb://[::1/")]
    [InlineData("mongodb://[fe80::1%25eth0]/")]
    [InlineData("mongodb://[127.0.0.1]/")]
    [InlineData("mongodb://a%zz/")]
    [InlineData("mongodb://a%2")]
    [InlineData("mongodb:///tmp/x.sock/db")]
    [InlineData("mongodb://a/b/c")]
    [InlineData("mongodb://a/?x")]
    [InlineData("mongodb://a/?=y")]
    [InlineData("mongodb://a/?w=%4")]
    public void Malformed_string_is_refused(string uri) => Assert.Throws<MongoUriException>(() => MongoUri.Parse(uri));

    [Theory]
    [InlineData("mongodb://user:hunter2@a/")]
    [InlineData("mongodb://user:hunter2")]
    [InlineData("mongodb://user:hunter2/x@a")]
    [InlineData("mongodb://user:hun?ter2=1@a")]
    [InlineData("mongodb://user:hunter2@a@b/?tls=true")]
    [InlineData("mongodb://[hunter2/")]
    [InlineData("mongodb+srv://user:hunter2@a.b.c/")]
    [InlineData("mongodb://a/?proxyPassword=hunter2")]
    [InlineData("mongodb://a/?hunter2")]
    [InlineData("user:hunter2@a")]
    public void Message_never_repeats_a_password(string uri)
    {
        string message = Assert.Throws<MongoUriException>(() => MongoUri.Parse(uri)).Message;

        Assert.DoesNotContain("hunter", message, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Unknown_option_is_ignored_with_a_warning()
    {
        MongoUri uri = MongoUri.Parse("mongodb://a/?colour=red&w=majority&x%00=1");

        Assert.Equal(2, uri.Options.Warnings.Count);
        Assert.Contains("option colour", uri.Options.Warnings[0], StringComparison.Ordinal);
        Assert.DoesNotContain("%00", uri.Options.Warnings[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "primaryPreferred", 0)]
    [InlineData("?readPreference=secondary", "secondary", 0)]
    [InlineData("?readpreference=NEAREST", "nearest", 0)]
    [InlineData("?readPreference=best", "primaryPreferred", 1)]
    public void Read_preference_is_read(string options, string expected, int warnings)
    {
        MongoUri uri = MongoUri.Parse($"mongodb://a/{options}");

        Assert.Equal((expected, warnings), (uri.Options.ReadPreference, uri.Options.Warnings.Count));
    }
}
