using System.Text.Json;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo;

/// <summary>MongoDB's own cases for finding servers by DNS (specifications: initial-dns-seedlist-discovery), asked of a name
/// server on this machine.</summary>
public sealed class SrvSuiteTests
{
    private const string Suite = "initial-dns-seedlist-discovery";

    private const int CaseCount = 53;

    [Fact]
    public async Task Servers_and_options_are_those_of_the_specification()
    {
        FakeZone zone = FakeZone.Read(MongoSuite.Read($"{Suite}/dns-zone.json"));
        await using var server = new FakeNameServer(query => zone.Answer(query));
        var resolver = new SrvResolver(new DnsClient(() => [server.Address]), new Random(1));
        var problems = new List<string>();
        int run = 0, refused = 0;
        foreach (string file in Directory.EnumerateFiles(MongoSuite.PathOf(Suite), "*.json", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "dns-zone.json")
            {
                continue;
            }

            using JsonDocument test = JsonDocument.Parse(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
            run++;
            refused += ExpectsError(test.RootElement) ? 1 : 0;
            if (await ProblemOfAsync(test.RootElement, resolver) is string problem)
            {
                problems.Add($"{file}: {problem}");
            }
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems));
        Assert.Equal((CaseCount, 23), (run, refused));
    }

    private static bool ExpectsError(JsonElement test) => test.TryGetProperty("error", out JsonElement error) && error.GetBoolean();

    /// <returns>What is wrong; null when the case passes.</returns>
    private static async Task<string?> ProblemOfAsync(JsonElement test, SrvResolver resolver)
    {
        MongoUri uri;
        try
        {
            var deadline = new Deadline(TestLimits.Hang, TimeProvider.System);
            MongoUri given = MongoUri.Parse(test.GetProperty("uri").GetString()!);
            uri = (await resolver.ResolveAsync(given, deadline, TestContext.Current.CancellationToken)).Uri;
        }
        catch (StoreException e)
        {
            return ExpectsError(test) ? null : e.Message;
        }

        return ExpectsError(test) ? "accepted" : ProblemOfServers(test, uri) ?? ProblemOfOptions(test, uri) ?? ProblemOfLogin(test, uri);
    }

    private static string? ProblemOfServers(JsonElement test, MongoUri uri)
    {
        string[] found = [.. uri.Hosts.Select(host => host.Address).Order(StringComparer.Ordinal)];
        if (test.TryGetProperty("numSeeds", out JsonElement count) && count.GetInt32() != found.Length)
        {
            return $"{found.Length} servers";
        }

        if (uri.IsSrv || !test.TryGetProperty("seeds", out JsonElement seeds))
        {
            return uri.IsSrv ? "still to be looked up" : null;
        }

        string[] expected = [.. seeds.EnumerateArray().Select(seed => seed.GetString()!).Order(StringComparer.Ordinal)];
        return found.SequenceEqual(expected) ? null : string.Join(' ', found);
    }

    private static string? ProblemOfOptions(JsonElement test, MongoUri uri)
    {
        foreach (JsonProperty option in test.GetProperty("options").EnumerateObject())
        {
            string found = option.Name == "ssl" ? uri.Options.Tls.IsOn.ToString() : uri.Options.Values.Text(option.Name) ?? "none";
            if (!found.Equals(option.Value.ToString(), StringComparison.OrdinalIgnoreCase))
            {
                return $"{option.Name} is {found}";
            }
        }

        return null;
    }

    private static string? ProblemOfLogin(JsonElement test, MongoUri uri)
    {
        if (!test.TryGetProperty("parsed_options", out JsonElement parsed))
        {
            return null;
        }

        foreach (JsonProperty option in parsed.EnumerateObject())
        {
            string? found = option.Name switch
            {
                "user" => uri.Credential?.Username,
                "password" => uri.Credential?.Password,
                "db" or "defaultDatabase" or "auth_database" => uri.Database,
                _ => null,
            };
            if (found != option.Value.GetString())
            {
                return $"{option.Name} is {found ?? "none"}";
            }
        }

        return null;
    }
}
