using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>MongoDB's own cases for connection strings (specifications: connection-string, uri-options, auth,
/// read-write-concern).</summary>
public sealed class ConnectionStringSuiteTests
{
    private static readonly string[] RefusedMechanisms = ["GSSAPI", "MONGODB-AWS", "MONGODB-OIDC"];

    private static readonly string[] CredentialParts = ["username", "password", "source", "mechanism"];

    [Theory]
    [InlineData("connection-string", 98)]
    [InlineData("uri-options", 159)]
    public void Strings_are_read_as_the_specification_says(string suite, int count)
    {
        string[] problems = [.. MongoSuite.Tests(suite)
            .Select(test => (test.Name, Problem: Check(test.Test)))
            .Where(test => test.Problem is not null)
            .Select(test => $"{test.Name}: {test.Problem}")];

        Assert.True(problems.Length == 0, string.Join('\n', problems));
        Assert.Equal(count, MongoSuite.Tests(suite).Count());
    }

    [Fact]
    public void Mechanisms_that_are_not_supported_are_refused_by_name()
    {
        int refused = 0;
        foreach (string suite in (string[])["connection-string", "uri-options", "auth-strings"])
        {
            foreach ((string name, JsonElement test) in suite == "auth-strings" ? AuthTests() : MongoSuite.Tests(suite))
            {
                string uri = test.GetProperty("uri").GetString()!;
                string? mechanism = RefusedMechanismOf(uri);
                if (mechanism is not null && test.GetProperty("valid").GetBoolean())
                {
                    MongoUriException thrown = Assert.Throws<MongoUriException>(() => ClientLimits.Check(MongoUri.Parse(uri)));
                    Assert.True(thrown.Message.Contains(mechanism, StringComparison.Ordinal), $"{name}: {thrown.Message}");
                    refused++;
                }
            }
        }

        Assert.Equal(25, refused);
    }

    [Fact]
    public void Credentials_are_those_of_the_specification()
    {
        int run = 0;
        foreach ((string name, JsonElement test) in AuthTests())
        {
            string uri = test.GetProperty("uri").GetString()!;
            if (RefusedMechanismOf(uri) is not null)
            {
                continue;
            }

            run++;
            if (test.GetProperty("valid").GetBoolean())
            {
                Assert.True(Credential(test) == Credential(MongoUri.Parse(uri)), name);
            }
            else
            {
                Assert.True(Record.Exception(() => MongoUri.Parse(uri)) is MongoUriException, name);
            }
        }

        Assert.Equal(29, run);
    }

    [Fact]
    public void Read_concern_is_read()
    {
        string[] levels = [.. MongoSuite.Tests("read-write-concern/connection-string").Select(test =>
        {
            string? expected = Text(test.Test.GetProperty("readConcern"), "level");
            string? level = MongoUri.Parse(test.Test.GetProperty("uri").GetString()!).Options.ReadConcernLevel;
            Assert.True(expected == level, test.Name);
            return level ?? "none";
        })];

        Assert.Equal(["none", "local", "majority", "linearizable", "available"], levels);
    }

    [Fact]
    public async Task Read_concern_is_sent_as_the_specification_says()
    {
        int run = 0;
        foreach ((string name, JsonElement test) in MongoSuite.Tests("read-write-concern/document"))
        {
            string? level = Text(test.GetProperty("readConcern"), "level");
            await using var server = new FakeMongod(request => request.Name == "count" ? FakeReply.Ok("""{"n":1}""") : null);
            using var cluster = new MongoCluster(
                MongoUri.Parse(server.Uri + (level is null ? "" : $"?readConcernLevel={level}")),
                new MongoClientOptions { Database = "t", Version = "0.1" },
                TimeProvider.System);
            var count = MongoCommand.Count("traces", BsonLiteral.Document("{}"), TimeSpan.FromSeconds(1));
            await cluster.CountAsync(count, TestContext.Current.CancellationToken);

            bool isSent = server.Commands[0].Body.TryGetProperty("readConcern", out JsonElement concern);
            string sent = isSent ? concern.GetRawText() : "{}";
            Assert.True(sent == JsonSerializer.Serialize(test.GetProperty("readConcernDocument")), $"{name}: {sent}");
            run++;
        }

        Assert.Equal(6, run);
    }

    private static string? RefusedMechanismOf(string uri) => Array.Find(
        RefusedMechanisms, mechanism => uri.Contains($"authMechanism={mechanism}", StringComparison.Ordinal));

    private static IEnumerable<(string Name, JsonElement Test)> AuthTests() =>
        MongoSuite.Read("auth/connection-string.json").GetProperty("tests").EnumerateArray()
            .Select(test => (test.GetProperty("description").GetString()!, test));

    /// <returns>What is wrong; null when the case passes.</returns>
    private static string? Check(JsonElement test)
    {
        MongoUri uri;
        try
        {
            uri = MongoUri.Parse(test.GetProperty("uri").GetString()!);
        }
        catch (MongoUriException e)
        {
            return test.GetProperty("valid").GetBoolean() ? e.Message : null;
        }

        if (!test.GetProperty("valid").GetBoolean())
        {
            return "accepted";
        }

        if (test.TryGetProperty("warning", out JsonElement warning) && warning.ValueKind != JsonValueKind.Null
            && warning.GetBoolean() != uri.Options.Warnings.Count > 0)
        {
            return $"warnings: {string.Join("; ", uri.Options.Warnings)}";
        }

        return CheckHosts(test, uri) ?? CheckLogin(test, uri) ?? CheckOptions(test, uri);
    }

    private static string? CheckHosts(JsonElement test, MongoUri uri)
    {
        if (!test.TryGetProperty("hosts", out JsonElement hosts) || hosts.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        string expected = string.Join(' ', hosts.EnumerateArray().Select(host => host.GetProperty("type").GetString() == "unix"
            ? $"unix {host.GetProperty("host")}"
            : $"{host.GetProperty("host")} {(host.GetProperty("port").ValueKind == JsonValueKind.Null ? 27017 : host.GetProperty("port"))}"));
        string found = string.Join(' ', uri.Hosts.Select(host => host.IsUnixSocket ? $"unix {host.Name}" : $"{host.Name} {host.Port}"));
        return expected == found ? null : $"hosts {found}";
    }

    private static string? CheckLogin(JsonElement test, MongoUri uri)
    {
        if (!test.TryGetProperty("auth", out JsonElement auth) || auth.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        bool isSame = IsSame(Text(auth, "username"), uri.Credential?.Username)
            && IsSame(Text(auth, "password"), uri.Credential?.Password)
            && IsSame(Text(auth, "db"), uri.Database);
        return isSame ? null : $"login {uri.Credential?.Username} {uri.Credential?.Password} {uri.Database}";

        static bool IsSame(string? expected, string? found) => expected is null || expected == found;
    }

    private static string? CheckOptions(JsonElement test, MongoUri uri)
    {
        if (!test.TryGetProperty("options", out JsonElement options) || options.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        foreach (JsonProperty option in options.EnumerateObject())
        {
            string found = string.Join('|', uri.Options.Values.All(option.Name));
            string expected = Words(option.Value);
            bool isSame = option.Value.ValueKind == JsonValueKind.Object
                ? found.Split(',').Order(StringComparer.Ordinal).SequenceEqual(expected.Split(',').Order(StringComparer.Ordinal))
                : found == expected;
            if (!isSame)
            {
                return $"{option.Name} is {found}, not {expected}";
            }
        }

        return null;
    }

    /// <summary>The value as the connection string would write it; sets of tags with a bar between them.</summary>
    private static string Words(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Object => string.Join(',', value.EnumerateObject().Select(pair => $"{pair.Name}:{Words(pair.Value)}")),
        JsonValueKind.Array => string.Join(
            value[0].ValueKind == JsonValueKind.Object ? '|' : ',', value.EnumerateArray().Select(Words)),
        _ => value.ToString(),
    };

    private static string Credential(JsonElement test)
    {
        JsonElement credential = test.GetProperty("credential");
        return credential.ValueKind == JsonValueKind.Null
            ? "none"
            : string.Join(' ', CredentialParts.Select(name => Text(credential, name) ?? "null"));
    }

    private static string Credential(MongoUri uri) => uri.Credential is not MongoCredential credential
        ? "none"
        : string.Join(' ', credential.Username ?? "null", credential.Password ?? "null", credential.Source,
            credential.Mechanism == LoginMechanism.Negotiated ? "null" : LoginMechanismName.Of(credential.Mechanism));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;
}
