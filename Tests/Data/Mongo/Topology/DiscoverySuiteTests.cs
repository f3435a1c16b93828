using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo.Topology;

/// <summary>MongoDB's own cases for the state machine (specifications: server-discovery-and-monitoring).</summary>
public sealed class DiscoverySuiteTests
{
    [Theory]
    [InlineData("rs", 77)]
    [InlineData("single", 19)]
    [InlineData("sharded", 9)]
    [InlineData("load-balanced", 1)]
    [InlineData("errors", 72)]
    public void Topology_follows_the_servers_answers_as_the_specification_says(string folder, int count)
    {
        string[] problems = [.. MongoSuite.Files($"server-discovery-and-monitoring/{folder}")
            .SelectMany(file => Check(file.Test).Select(problem => $"{file.Name}: {problem}"))];

        Assert.True(problems.Length == 0, string.Join('\n', problems));
        Assert.Equal(count, MongoSuite.Files($"server-discovery-and-monitoring/{folder}").Count());
    }

    private static IEnumerable<string> Check(JsonElement test)
    {
        TopologyDescription topology = TopologyDescription.Of(MongoUri.Parse(test.GetProperty("uri").GetString()!));
        int phases = 0;
        foreach (JsonElement phase in test.GetProperty("phases").EnumerateArray())
        {
            phases++;
            foreach (JsonElement response in TopologyCases.Items(phase, "responses"))
            {
                topology = topology.After(Answer(MongoHost.OfMember(response[0].GetString()!)!, response[1]));
            }

            foreach (JsonElement error in TopologyCases.Items(phase, "applicationErrors"))
            {
                topology = Fail(topology, error);
            }

            foreach (string problem in CheckOutcome(topology, phase.GetProperty("outcome")))
            {
                yield return $"phase {phases}: {problem}";
            }
        }

        if (phases == 0)
        {
            yield return "no phases";
        }
    }

    /// <summary>What the client makes of a reply; an empty one stands for a connection that broke.</summary>
    private static ServerDescription Answer(MongoHost host, JsonElement reply)
    {
        if (!reply.EnumerateObject().Any())
        {
            return ServerDescription.Unknown(host, NetworkError.ConnectionClosed(host.Address));
        }

        byte[] body = TestBson.Document(reply.GetRawText());
        try
        {
            ServerError.ThrowIfFailed(body, host.Address);
            return HelloReply.Parse(host, body);
        }
        catch (MongoException e)
        {
            return ServerDescription.Unknown(host, e);
        }
    }

    private static TopologyDescription Fail(TopologyDescription topology, JsonElement failure)
    {
        MongoHost host = MongoHost.OfMember(failure.GetProperty("address").GetString()!)!;
        MongoException? error = null;
        switch (failure.GetProperty("type").GetString())
        {
            case "network":
                error = NetworkError.ConnectionClosed(host.Address);
                break;
            case "timeout":
                error = NetworkError.NoAnswer(host.Address, TimeSpan.FromSeconds(1));
                break;
            default:
                byte[] reply = TestBson.Document(failure.GetProperty("response").GetRawText());
                error = Record.Exception(() => ServerError.ThrowIfFailed(reply, host.Address)) as MongoException;
                break;
        }

        int generation = failure.TryGetProperty("generation", out JsonElement given)
            ? given.GetInt32()
            : topology.Find(host)!.Generation;
        return error is null
            ? topology
            : topology.After(new ServerFailure(host, error, generation, failure.GetProperty("maxWireVersion").GetInt32()));
    }

    private static IEnumerable<string> CheckOutcome(TopologyDescription topology, JsonElement outcome)
    {
        if (outcome.GetProperty("topologyType").GetString() != topology.Type.ToString())
        {
            yield return $"type {topology.Type}";
        }

        if (TopologyCases.Text(outcome, "setName") != topology.SetName)
        {
            yield return $"set name {topology.SetName}";
        }

        if (outcome.TryGetProperty("compatible", out JsonElement compatible)
            && compatible.GetBoolean() != topology.Incompatibility is null)
        {
            yield return $"incompatible: {topology.Incompatibility}";
        }

        foreach (string problem in CheckNumbers(topology, outcome).Concat(CheckServers(topology, outcome.GetProperty("servers"))))
        {
            yield return problem;
        }
    }

    private static IEnumerable<string> CheckNumbers(TopologyDescription topology, JsonElement outcome)
    {
        if (outcome.TryGetProperty("maxSetVersion", out _) && TopologyCases.Number(outcome, "maxSetVersion") != topology.MaxSetVersion)
        {
            yield return $"set version {topology.MaxSetVersion}";
        }

        if (outcome.TryGetProperty("maxElectionId", out _) && TopologyCases.Id(outcome, "maxElectionId") != topology.MaxElectionId)
        {
            yield return $"election {topology.MaxElectionId}";
        }

        if (outcome.TryGetProperty("logicalSessionTimeoutMinutes", out _) && topology.Type != TopologyType.LoadBalanced
            && TopologyCases.Number(outcome, "logicalSessionTimeoutMinutes") != topology.SessionTimeoutMinutes)
        {
            yield return $"session timeout {topology.SessionTimeoutMinutes}";
        }
    }

    private static IEnumerable<string> CheckServers(TopologyDescription topology, JsonElement servers)
    {
        string expected = string.Join(' ', servers.EnumerateObject().Select(server => server.Name).Order(StringComparer.Ordinal));
        string found = string.Join(' ', topology.Servers.Select(server => server.Host.Address).Order(StringComparer.Ordinal));
        if (expected != found)
        {
            yield return $"servers {found}";
            yield break;
        }

        foreach (JsonProperty expectation in servers.EnumerateObject())
        {
            ServerDescription server = topology.Find(MongoHost.OfMember(expectation.Name)!)!;
            foreach (string problem in CheckServer(server, expectation.Value))
            {
                yield return $"{expectation.Name}: {problem}";
            }
        }
    }

    private static IEnumerable<string> CheckServer(ServerDescription server, JsonElement expected)
    {
        if (TopologyCases.TypeOf(expected) != server.Type)
        {
            yield return $"type {server.Type}";
        }

        if (expected.TryGetProperty("setName", out _) && TopologyCases.Text(expected, "setName") != server.SetName)
        {
            yield return $"set name {server.SetName}";
        }

        if (expected.TryGetProperty("setVersion", out _) && TopologyCases.Number(expected, "setVersion") != server.SetVersion)
        {
            yield return $"set version {server.SetVersion}";
        }

        if (expected.TryGetProperty("electionId", out _) && TopologyCases.Id(expected, "electionId") != server.ElectionId)
        {
            yield return $"election {server.ElectionId}";
        }

        if (expected.TryGetProperty("topologyVersion", out _) && TopologyCases.Version(expected) != server.TopologyVersion)
        {
            yield return $"topology version {server.TopologyVersion}";
        }

        if (expected.TryGetProperty("error", out JsonElement error)
            && server.Error?.Message.Contains(error.GetString()!, StringComparison.Ordinal) != true)
        {
            yield return $"error {server.Error?.Message}";
        }

        if (expected.TryGetProperty("pool", out JsonElement pool) && pool.GetProperty("generation").GetInt32() != server.Generation)
        {
            yield return $"generation {server.Generation}";
        }
    }
}
