using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;
using TraceLlm.Monitor.Tests.Support;

namespace TraceLlm.Monitor.Tests.Data.Mongo.Topology;

/// <summary>MongoDB's own cases for choosing a server (specifications: server-selection, max-staleness).</summary>
public sealed class SelectionSuiteTests
{
    /// <summary>The specification's default of localThresholdMS.</summary>
    private static readonly TimeSpan LatencyWindow = TimeSpan.FromMilliseconds(15);

    [Theory]
    [InlineData("server-selection/server_selection", 66, 0)]
    [InlineData("max-staleness", 32, 6)]
    public void Servers_are_chosen_as_the_specification_says(string suite, int count, int refusedCount)
    {
        (string Name, JsonElement Test)[] tests = [.. MongoSuite.Files(suite)];
        string[] problems = [.. tests
            .Select(test => (test.Name, Problem: Check(test.Test)))
            .Where(test => test.Problem is not null)
            .Select(test => $"{test.Name}: {test.Problem}")];

        Assert.True(problems.Length == 0, string.Join('\n', problems));
        Assert.Equal((count, refusedCount), (tests.Length, tests.Count(test => IsRefused(test.Test))));
    }

    [Fact]
    public void Round_trips_are_averaged_as_the_specification_says()
    {
        int run = 0;
        foreach ((string name, JsonElement test) in MongoSuite.Files("server-selection/rtt"))
        {
            JsonElement before = test.GetProperty("avg_rtt_ms");
            TimeSpan? average = before.ValueKind == JsonValueKind.String ? null : TimeSpan.FromMilliseconds(before.GetDouble());

            TimeSpan found = RoundTripTime.Add(average, TimeSpan.FromMilliseconds(test.GetProperty("new_rtt_ms").GetDouble()));

            double difference = Math.Abs(found.TotalMilliseconds - test.GetProperty("new_avg_rtt").GetDouble());
            Assert.True(difference < 0.001, $"{name}: {found.TotalMilliseconds}");
            run++;
        }

        Assert.Equal(7, run);
    }

    private static bool IsRefused(JsonElement test) => test.TryGetProperty("error", out JsonElement error) && error.GetBoolean();

    /// <returns>What is wrong; null when the case passes.</returns>
    private static string? Check(JsonElement test)
    {
        TopologyDescription topology = TopologyCases.Topology(test.GetProperty("topology_description"));
        ReadPreference preference = TopologyCases.ReadPreference(test.GetProperty("read_preference"));
        TimeSpan heartbeat = TimeSpan.FromMilliseconds(TopologyCases.Number(test, "heartbeatFrequencyMS") ?? 10_000);
        MongoHost[] deprioritized = [.. TopologyCases.Items(test, "deprioritized_servers").Select(server => TopologyCases.Server(server).Host)];
        IReadOnlyList<ServerDescription> suitable;
        try
        {
            suitable = new ServerSelector(preference, heartbeat).Suitable(
                topology, deprioritized.Length == 0 ? null : deprioritized.Contains);
        }
        catch (MongoException e)
        {
            return IsRefused(test) ? null : e.Message;
        }

        return IsRefused(test)
            ? "not refused"
            : Compare("suitable", test.GetProperty("suitable_servers"), suitable)
                ?? Compare("in window", test.GetProperty("in_latency_window"), ServerSelector.InLatencyWindow(suitable, LatencyWindow));
    }

    private static string? Compare(string what, JsonElement expected, IReadOnlyList<ServerDescription> found)
    {
        string wanted = string.Join(' ', expected.EnumerateArray().Select(s => TopologyCases.Server(s).Host.Address).Order());
        string had = string.Join(' ', found.Select(server => server.Host.Address).Order());
        return wanted == had ? null : $"{what}: {had}";
    }
}
