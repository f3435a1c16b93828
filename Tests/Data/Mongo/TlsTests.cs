using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class TlsTests : IDisposable
{
    private readonly TestCertificates _certificates = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task Server_with_a_trusted_certificate_is_used_and_told_the_name_it_was_asked_for()
    {
        var tls = new FakeTls(_certificates.Server("localhost"));
        await using var server = new FakeMongod(_ => null, tls);

        await SelectAsync(server, "localhost", $"tlsCAFile={_certificates.AuthorityFile}");

        Assert.Equal("localhost", tls.AskedName);
        Assert.Equal("isMaster", server.Requests[0].Name);
    }

    [Fact]
    public async Task Dot_at_the_end_of_a_name_is_not_part_of_it()
    {
        var tls = new FakeTls(_certificates.Server("localhost"));
        await using var server = new FakeMongod(_ => null, tls);

        using var client = new TcpClient("127.0.0.1", server.Port);
        TlsOptions options = MongoUri.Parse($"mongodb://a/?tls=true&tlsCAFile={_certificates.AuthorityFile}").Options.Tls;

        await using Stream stream = await new TlsClient(options).EncryptAsync(
            client.GetStream(),
            new MongoHost("localhost.", server.Port),
            new Deadline(TestLimits.Hang, TimeProvider.System),
            Token);

        Assert.Equal("localhost", tls.AskedName);
    }

    [Fact]
    public async Task Address_in_the_certificate_is_accepted()
    {
        await using var server = new FakeMongod(_ => null, new FakeTls(_certificates.Server("127.0.0.1")));

        await SelectAsync(server, "127.0.0.1", $"tlsCAFile={_certificates.AuthorityFile}");
    }

    [Theory]
    [InlineData("localhost", "other.example", false, true, "for another name; use the name that is in it")]
    [InlineData("127.0.0.1", "localhost", false, true, "an address must be listed in it as an IP address")]
    [InlineData("localhost", "localhost", true, true, "has expired or is not valid yet (valid 2000-01-01 to 2001-01-01)")]
    [InlineData("localhost", "localhost", false, false, "its authority is unknown; name the authority's file with tlsCAFile")]
    public async Task Certificate_that_is_not_acceptable_is_refused_with_the_reason(
        string host, string name, bool isExpired, bool isTrusted, string expected)
    {
        await using var server = new FakeMongod(_ => null, new FakeTls(_certificates.Server(name, isExpired)));
        string options = isTrusted ? $"tlsCAFile={_certificates.AuthorityFile}" : "";

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => SelectAsync(server, host, options));

        Assert.StartsWith($"certificate of {host}:{server.Port} not accepted: it", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("; it", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("tlsInsecure=true")]
    [InlineData("tlsAllowInvalidCertificates=true")]
    public async Task Every_certificate_will_do_when_asked_for(string option)
    {
        await using var server = new FakeMongod(_ => null, new FakeTls(_certificates.Server("other.example", isExpired: true)));

        await SelectAsync(server, "localhost", option);
    }

    [Fact]
    public async Task Any_name_will_do_when_asked_for_and_nothing_else()
    {
        await using var server = new FakeMongod(_ => null, new FakeTls(_certificates.Server("other.example")));

        await SelectAsync(server, "localhost", $"tlsAllowInvalidHostnames=true&tlsCAFile={_certificates.AuthorityFile}");
        MongoException thrown = await Assert.ThrowsAsync<MongoException>(
            () => SelectAsync(server, "localhost", "tlsAllowInvalidHostnames=true"));

        Assert.Contains("authority is unknown", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another name", thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("hunter2")]
    public async Task Certificate_of_ours_logs_in(string? password)
    {
        var tls = new FakeTls(_certificates.Server("localhost")) { AsksForCertificate = true };
        await using var server = new FakeMongod(request => request.Name == "authenticate" ? FakeReply.Ok() : null, tls);
        string file = _certificates.ClientFile("CN=monitor", password);
        string secret = password is null ? "" : $"&tlsCertificateKeyFilePassword={password}";

        await SelectAsync(
            server,
            "localhost",
            $"tlsCAFile={_certificates.AuthorityFile}&tlsCertificateKeyFile={file}{secret}&authMechanism=MONGODB-X509",
            "CN%3Dmonitor@");

        Assert.Equal("CN=monitor", tls.ClientSubject);
        Assert.EndsWith(
            ""","speculativeAuthenticate":{"authenticate":1,"mechanism":"MONGODB-X509","user":"CN=monitor","db":"$external"},"$db":"admin"}""",
            server.Requests[0].Json,
            StringComparison.Ordinal);
        Assert.Equal(
            """{"authenticate":1,"mechanism":"MONGODB-X509","user":"CN=monitor","$db":"$external"}""", server.Requests[1].Json);
    }

    [Fact]
    public async Task Certificate_that_logged_in_with_the_greeting_is_not_presented_again()
    {
        string hello = FakeMongod.Hello[..^1] + ""","speculativeAuthenticate":{"dbname":"$external","user":"CN=monitor"}}""";
        await using var server = new FakeMongod(_ => FakeReply.Ok(hello), new FakeTls(_certificates.Server("localhost")));
        string file = _certificates.ClientFile("CN=monitor");

        await SelectAsync(server, "localhost", $"tlsInsecure=true&tlsCertificateKeyFile={file}&authMechanism=MONGODB-X509");

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Plain_login_sends_the_password_over_the_encrypted_connection()
    {
        await using var server = new FakeMongod(
            request => request.Name == "saslStart" ? FakeReply.Ok() : null, new FakeTls(_certificates.Server("localhost")));

        await SelectAsync(server, "localhost", "tlsInsecure=true&authMechanism=PLAIN", "user:pencil@");

        JsonElement start = server.Requests[1].Body;
        Assert.Equal("PLAIN", start.GetProperty("mechanism").GetString());
        Assert.Equal("\0user\0pencil", Encoding.UTF8.GetString(start.GetProperty("payload").GetProperty("$binary").GetBytesFromBase64()));
        Assert.Equal("$external", start.GetProperty("$db").GetString());
        Assert.DoesNotContain("speculative", server.Requests[0].Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("tlsCAFile", "/does/not/exist.pem", "cannot be read")]
    [InlineData("tlsCAFile", null, "does not hold a certificate")]
    [InlineData("tlsCertificateKeyFile", "/does/not/exist.pem", "cannot be read")]
    [InlineData("tlsCertificateKeyFile", null, "does not hold a certificate and its key")]
    public async Task File_that_cannot_be_used_is_named_with_its_option(string option, string? path, string expected)
    {
        await using var server = new FakeMongod(_ => null, new FakeTls(_certificates.Server("localhost")));
        path ??= _certificates.Write("empty.pem", "nothing");

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(
            () => SelectAsync(server, "localhost", $"{option}={path}&tlsCertificateKeyFilePassword=hunter2"));

        Assert.StartsWith($"{option} of MONGO_URL", thrown.Message, StringComparison.Ordinal);
        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(path, thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_that_does_not_encrypt_is_told()
    {
        using LoopbackPort server = LoopbackPort.Silent();
        using var cluster = ClusterOf(server.Port, "127.0.0.1", "tlsInsecure=true", "", TimeProvider.System);
        Task select = cluster.SelectAsync(Token);
        await (await server.AcceptAsync()).SendAsync("HTTP/1.0 400 Bad Request\r\n\r\n"u8.ToArray());

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => select.WaitAsync(TestLimits.Hang, Token));

        Assert.Contains("does the server use TLS", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silent_server_is_given_up_within_the_limit_for_connecting()
    {
        var time = new ManualTime();
        using LoopbackPort server = LoopbackPort.Silent();
        using var cluster = ClusterOf(server.Port, "127.0.0.1", "tlsInsecure=true", "", time);
        Task select = cluster.SelectAsync(Token);
        await server.AcceptAsync();

        time.Advance(TimeSpan.FromSeconds(5));

        MongoException thrown = await Assert.ThrowsAsync<MongoException>(() => select.WaitAsync(TestLimits.Hang, Token));
        Assert.StartsWith($"no answer from 127.0.0.1:{server.Port}", thrown.Message, StringComparison.Ordinal);
    }

    private static MongoCluster ClusterOf(int port, string host, string options, string login, TimeProvider time) => new(
        MongoUri.Parse($"mongodb://{login}{host}:{port}/?tls=true&{options}"),
        new MongoClientOptions { Database = "t", Version = "0.1" },
        time);

    private static async Task SelectAsync(FakeMongod server, string host, string options, string login = "")
    {
        using MongoCluster cluster = ClusterOf(server.Port, host, options, login, TimeProvider.System);
        await cluster.SelectAsync(Token);
    }
}
