using System.Text;
using System.Text.Json;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

public sealed class LoginTests
{
    private const string Nonce = "fyko+d2lbbFgONRv9qkxdawL";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Greeting_carries_the_request_for_mechanisms_and_the_first_message_of_the_stronger()
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil"));

        await SelectAsync(server);

        Assert.EndsWith(
            $$"""
            ,"saslSupportedMechs":"admin.user","speculativeAuthenticate":{"saslStart":1,"mechanism":"SCRAM-SHA-256","payload":{"$binary":"{{Base64($"n,,n=user,r={Nonce}")}}"},"options":{"skipEmptyExchange":true},"db":"admin"},"$db":"admin"}
            """.Trim(),
            server.Requests[0].Json,
            StringComparison.Ordinal);
        Assert.Equal(["isMaster", "saslContinue"], server.Requests.Select(request => request.Name));
        Assert.StartsWith("""{"saslContinue":1,"conversationId":7,"payload":{"$binary":""", server.Requests[1].Json, StringComparison.Ordinal);
        Assert.EndsWith(""","$db":"admin"}""", server.Requests[1].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Named_mechanism_is_the_only_one_tried()
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil") { Mechanisms = ["SCRAM-SHA-1"] });

        MongoException thrown = await FailAsync(server, "?authMechanism=SCRAM-SHA-256");

        Assert.DoesNotContain("saslSupportedMechs", server.Requests[0].Json, StringComparison.Ordinal);
        Assert.Equal(["isMaster", "saslStart"], server.Requests.Select(request => request.Name));
        Assert.True(thrown.IsLoginRefused);
    }

    [Theory]
    [InlineData(true, "SCRAM-SHA-256", "SCRAM-SHA-1", "SCRAM-SHA-256")]
    [InlineData(true, "SCRAM-SHA-1", "SCRAM-SHA-1")]
    [InlineData(false, "SCRAM-SHA-1", "SCRAM-SHA-1")]
    public async Task Mechanism_is_chosen_from_what_the_server_has(bool tellsMechanisms, string expected, params string[] mechanisms)
    {
        await using FakeMongod server = ServerOf(
            new FakeScram("user", "pencil") { Mechanisms = mechanisms, IsSpeculative = false, TellsMechanisms = tellsMechanisms });

        await SelectAsync(server);

        Assert.Equal(["isMaster", "saslStart", "saslContinue"], server.Requests.Select(request => request.Name));
        Assert.Equal(expected, server.Requests[1].Body.GetProperty("mechanism").GetString());
    }

    [Fact]
    public async Task First_message_of_SHA_1_is_tried_in_the_greeting_when_named()
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil"));

        await SelectAsync(server, "?authMechanism=SCRAM-SHA-1&authSource=elsewhere");

        JsonElement start = server.Requests[0].Body.GetProperty("speculativeAuthenticate");
        Assert.Equal("SCRAM-SHA-1", start.GetProperty("mechanism").GetString());
        Assert.Equal("elsewhere", start.GetProperty("db").GetString());
        Assert.Equal(2, server.Requests.Count);
    }

    [Theory]
    [InlineData("SCRAM-SHA-1")]
    [InlineData("SCRAM-SHA-256")]
    public async Task Server_that_wants_one_more_message_gets_an_empty_one(string mechanism)
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil") { IsLongForm = true });

        await SelectAsync(server, $"?authMechanism={mechanism}");

        Assert.Equal(["isMaster", "saslContinue", "saslContinue"], server.Requests.Select(request => request.Name));
        Assert.Contains("""{"$binary":""}""", server.Requests[2].Json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pencils")]
    [InlineData("penci%6C%20")]
    public async Task Wrong_password_is_told_without_it(string password)
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil"));

        MongoException thrown = await FailAsync(server, "", $"user:{password}");

        Assert.Equal(
            $"{server.Address} refused the login: wrong user name, password or authSource (now admin); check MONGO_URL", thrown.Message);
        Assert.True(thrown.IsLoginRefused);
        Assert.DoesNotContain("penci", thrown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_user_looks_like_a_wrong_password()
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil"));

        MongoException thrown = await FailAsync(server, "", "other:pencil");

        Assert.Contains("wrong user name, password or authSource", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_that_one_server_refuses_is_not_tried_on_the_next_one()
    {
        await using FakeMongod first = ServerOf(new FakeScram("user", "pencil"));
        await using FakeMongod second = ServerOf(new FakeScram("user", "pencil"));
        using var cluster = new MongoCluster(
            MongoUri.Parse($"mongodb://user:wrong@{first.Address},{second.Address}/"), Options, TimeProvider.System);

        await Assert.ThrowsAsync<MongoException>(() => cluster.SelectAsync(Token));

        Assert.Single(first.Requests.Concat(second.Requests), request => request.Name == "saslContinue");
    }

    [Theory]
    [InlineData("v=", "v=AAAA", "prove")]
    [InlineData("v=", "", "prove")]
    [InlineData("r=", "r=other,s=AAEC,i=4096", "nonce")]
    [InlineData("r=", "r=fyko+d2lbbFgONRv9qkxdawLx,s=AAEC,i=1", "rounds")]
    public async Task Server_that_cannot_be_believed_is_refused(string prefix, string replacement, string expected)
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pencil")
        {
            Spoil = message => message.StartsWith(prefix, StringComparison.Ordinal) ? replacement : message,
        });

        MongoException thrown = await FailAsync(server, "");

        Assert.Contains(expected, thrown.Message, StringComparison.Ordinal);
        Assert.Contains(server.Address, thrown.Message, StringComparison.Ordinal);
        Assert.True(thrown.IsLoginRefused);
    }

    [Theory]
    [InlineData("""{"conversationId":7,"done":true}""")]
    [InlineData("""{"done":true,"payload":{"$binary":""}}""")]
    [InlineData("""{"conversationId":7,"done":true,"payload":"text"}""")]
    public async Task Step_that_is_incomplete_closes_the_connection(string step)
    {
        await using var server = new FakeMongod(request => request.Name == "saslStart" ? FakeReply.Ok(step) : null);

        MongoException thrown = await FailAsync(server, "");

        Assert.Contains("does not speak MongoDB's protocol", thrown.Message, StringComparison.Ordinal);
        Assert.False(thrown.IsLoginRefused);
    }

    [Fact]
    public async Task Password_that_needs_preparation_is_refused_for_SHA_256_and_not_for_SHA_1()
    {
        await using FakeMongod server = ServerOf(new FakeScram("user", "pa\u00a0ss"));

        MongoException thrown = await FailAsync(server, "", "user:pa%C2%A0ss");
        await SelectAsync(server, "?authMechanism=SCRAM-SHA-1", "user:pa%C2%A0ss");

        Assert.Contains("SASLprep", thrown.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pa\u00a0ss", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Login_counts_towards_the_time_for_connecting()
    {
        var time = new ManualTime();
        await using var server = new FakeMongod(request => request.Name == "saslStart" ? FakeReply.Silence : null);
        using var cluster = new MongoCluster(UriOf(server, "", "user:pencil"), Options, time);
        Task select = cluster.SelectAsync(Token);
        await server.ReceivedAsync();
        await server.ReceivedAsync();

        time.Advance(TimeSpan.FromSeconds(5));

        StoreException thrown = await Assert.ThrowsAsync<MongoException>(() => select.WaitAsync(TestLimits.Hang, Token));
        Assert.False(thrown.IsLoginRefused);
    }

    private static MongoClientOptions Options => new() { Database = "t", Version = "0.1", NewNonce = () => Nonce };

    private static FakeMongod ServerOf(FakeScram scram) => new(scram.Answer);

    private static MongoUri UriOf(FakeMongod server, string options, string login) =>
        MongoUri.Parse($"mongodb://{login}@{server.Address}/{options}");

    private static async Task SelectAsync(FakeMongod server, string options = "", string login = "user:pencil")
    {
        using var cluster = new MongoCluster(UriOf(server, options, login), Options, TimeProvider.System);
        await cluster.SelectAsync(Token);
    }

    private static Task<MongoException> FailAsync(FakeMongod server, string options, string login = "user:pencil") =>
        Assert.ThrowsAsync<MongoException>(() => SelectAsync(server, options, login));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
