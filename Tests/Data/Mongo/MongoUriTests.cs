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
    [InlineData("mongodb+srv://cluster.example.com/", "cluster.example.com:27017")]
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
    [InlineData("mongodb+srv://a.b.c:27017/")]
    [InlineData("mongodb+srv://a.b.c,d.b.c/")]
    [InlineData("mongodb+srv://[::1]/")]
    [InlineData("mongodb+srv://a.b.c/?directConnection=true")]
    [InlineData("mongodb://a/?authMechanism=MONGODB-CR")]
    [InlineData("mongodb://a/?readPreference=primary&maxStalenessSeconds=100")]
    [InlineData("mongodb://a/?tls=true&tls=false")]
    [InlineData("mongodb://a/?x")]
    [InlineData("mongodb://a/?=y")]
    [InlineData("mongodb://a/?w=%4")]
    public void Malformed_string_is_refused(string uri) => Assert.Throws<MongoUriException>(() => MongoUri.Parse(uri));

    [Theory]
    [InlineData("mongodb://user:hunter2")]
    [InlineData("mongodb://user:hunter2/x@a")]
    [InlineData("mongodb://user:hun?ter2=1@a")]
    [InlineData("mongodb://user:hunter2@a@b/?tls=true")]
    [InlineData("mongodb://[hunter2/")]
    [InlineData("mongodb://user:a:hunter2@a/")]
    [InlineData("mongodb://user:hunter2%@a/")]
    [InlineData("mongodb://user:hunter2@a:x/")]
    [InlineData("mongodb://user:hunter2@a/?authMechanism=hunter2")]
    [InlineData("mongodb://user:hunter2@a/?authMechanism=MONGODB-X509")]
    [InlineData("mongodb://user:1?hunter2=1@a")]
    [InlineData("mongodb://a/?proxyPassword=hunter2")]
    [InlineData("mongodb://a/?hunter2")]
    [InlineData("user:hunter2@a")]
    public void Message_never_repeats_a_password(string uri)
    {
        string message = Assert.Throws<MongoUriException>(() => MongoUri.Parse(uri)).Message;

        Assert.DoesNotContain("hunter", message, StringComparison.Ordinal);
        Assert.DoesNotContain("ter2", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mongodb://user:hunter2@a/")]
    [InlineData("mongodb://a/?tlsCertificateKeyFilePassword=hunter2&tlsInsecure=hunter2&authMechanismProperties=hunter2")]
    [InlineData("mongodb://a/?proxyHost=b&proxyUsername=c&proxyPassword=hunter2&hunter2-=1")]
    public void Password_is_in_no_warning_and_in_no_text_of_the_parsed_string(string text)
    {
        MongoUri uri = MongoUri.Parse(text);

        string shown = string.Join(' ', [$"{uri} {uri.Options} {uri.Options.Tls} {uri.Credential}", .. uri.Warnings]);
        Assert.DoesNotContain("hunter", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tls=true&tlsInsecure=true", "certificate is not checked")]
    [InlineData("tls=true&tlsAllowInvalidCertificates=true", "certificate is not checked")]
    [InlineData("tls=true&tlsAllowInvalidHostnames=true", "name in MongoDB's certificate is not checked")]
    public void Check_that_is_left_out_is_warned_of(string options, string expected) =>
        Assert.Contains(expected, Assert.Single(MongoUri.Parse($"mongodb://a/?{options}").Warnings), StringComparison.Ordinal);

    [Theory]
    [InlineData("mongodb://a/?tls=true")]
    [InlineData("mongodb://a/?tlsInsecure=true")]
    public void Nothing_is_warned_of_when_all_is_checked_or_nothing_encrypted(string uri) =>
        Assert.Empty(MongoUri.Parse(uri).Warnings);

    [Fact]
    public void Login_is_percent_decoded_and_a_plus_stays()
    {
        MongoCredential login = MongoUri.Parse("mongodb://a%40b:p%25%2F+%C3%A4@h/").Credential!;

        Assert.Equal(("a@b", "p%/+ä"), (login.Username, login.Password));
    }

    [Theory]
    [InlineData("mongodb://a/", false)]
    [InlineData("mongodb+srv://a.b.c/", true)]
    [InlineData("mongodb+srv://a.b.c/?tls=false", false)]
    [InlineData("mongodb://a/?ssl=true", true)]
    public void Encryption_is_on_when_asked_for_and_by_default_where_DNS_names_the_servers(string uri, bool isOn) =>
        Assert.Equal(isOn, MongoUri.Parse(uri).Options.Tls.IsOn);

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

        Assert.Equal((expected, warnings), (uri.Options.ReadPreference.Mode, uri.Options.Warnings.Count));
    }
}
