using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The backend's REST API over traces in memory: what a <see cref="RestServer"/> answers with.</summary>
internal sealed class FakeRestApi
{
    private readonly Lock _gate = new();
    private readonly List<JsonObject> _traces = [];

    /// <summary>What the health says; null: nothing about it.</summary>
    public string? StorageType { get; set; } = "sqlite";

    /// <summary>Called before every answer: what happens meanwhile.</summary>
    public Action<string> Answering { get; set; } = _ => { };

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _traces.Count;
            }
        }
    }

    public StatusCounts Counts
    {
        get
        {
            lock (_gate)
            {
                return new StatusCounts(CountOf("success"), CountOf("warning"), CountOf("failed"));
            }
        }
    }

    /// <param name="seconds">created_at, from noon.</param>
    public void Add(string id, double seconds = 0, string status = "success", double latencyMs = 420, int tokens = 100,
        string project = "shop", string environment = "production", int extraCharacters = 0)
    {
        var trace = new JsonObject
        {
            ["trace_id"] = id,
            ["prompt"] = "Explain the plan",
            ["response"] = new string('x', extraCharacters),
            ["latency"] = latencyMs,
            ["token_count"] = tokens,
            ["status"] = status,
            ["project_id"] = project,
            ["environment"] = environment,
            ["created_at"] = SampleTraces.Noon.AddSeconds(seconds).ToString("o", CultureInfo.InvariantCulture),
            ["steps"] = new JsonArray(),
        };
        lock (_gate)
        {
            _traces.Add(trace);
        }
    }

    /// <summary>Traces <c>prefix0</c> and so on, a second apart, the last one newest.</summary>
    public void AddMany(int count, string prefix = "t", double fromSeconds = -1000)
    {
        for (int i = 0; i < count; i++)
        {
            Add($"{prefix}{i}", fromSeconds + i);
        }
    }

    public void Remove(string id)
    {
        lock (_gate)
        {
            _traces.RemoveAll(trace => (string?)trace["trace_id"] == id);
        }
    }

    public RestReply Answer(string target)
    {
        Answering(target);
        lock (_gate)
        {
            string[] parts = target.Split('?');
            return parts[0] == "/api/" ? RestReply.Of(Health())
                : parts[0] == "/api/traces" ? RestReply.Of(Page(parts.ElementAtOrDefault(1) ?? ""))
                : parts[0].StartsWith("/api/traces/", StringComparison.Ordinal) ? One(Uri.UnescapeDataString(parts[0]["/api/traces/".Length..]))
                : RestReply.NotFound;
        }
    }

    private int CountOf(string status) => _traces.Count(trace => (string?)trace["status"] == status);

    private string Health() => StorageType is null
        ? """{"message":"TraceLLM backend running"}"""
        : $$"""{"message":"TraceLLM backend running","storage_type":"{{StorageType}}"}""";

    private string Page(string query)
    {
        var wanted = query.Split('&').Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => Uri.UnescapeDataString(pair[1]));
        JsonObject[] matching = [.. _traces.Where(trace => wanted.All(pair => pair.Key == "limit" || (string?)trace[pair.Key] == pair.Value))];
        var newest = matching.OrderByDescending(trace => (string?)trace["created_at"], StringComparer.Ordinal);
        int limit = int.Parse(wanted["limit"], CultureInfo.InvariantCulture);
        return JsonSerializer.Serialize(new { total = matching.Length, items = newest.Take(limit) });
    }

    private RestReply One(string id) =>
        _traces.LastOrDefault(trace => (string?)trace["trace_id"] == id) is { } trace ? RestReply.Of(trace.ToJsonString()) : RestReply.NotFound;
}
