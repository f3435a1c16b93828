using System.Globalization;
using System.Text.Json;
using TraceLlm.Monitor.Data.Mongo;
using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>The words of the driver specifications' topology cases in ours.</summary>
internal static class TopologyCases
{
    private static readonly Dictionary<string, ServerType> Types = new()
    {
        ["Unknown"] = ServerType.Unknown,
        ["PossiblePrimary"] = ServerType.PossiblePrimary,
        ["Standalone"] = ServerType.Standalone,
        ["Mongos"] = ServerType.Mongos,
        ["RSPrimary"] = ServerType.Primary,
        ["RSSecondary"] = ServerType.Secondary,
        ["RSArbiter"] = ServerType.Arbiter,
        ["RSOther"] = ServerType.OtherMember,
        ["RSGhost"] = ServerType.Ghost,
        ["LoadBalancer"] = ServerType.LoadBalancer,
    };

    public static ServerType TypeOf(JsonElement server) => Types[server.GetProperty("type").GetString()!];

    /// <summary>A text; null also where there is none.</summary>
    public static string? Text(JsonElement document, string name) =>
        document.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>A whole number, plain or as <c>$numberLong</c>; null also where there is none.</summary>
    public static long? Number(JsonElement document, string name) =>
        !document.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object ? long.Parse(value.GetProperty("$numberLong").GetString()!, CultureInfo.InvariantCulture)
        : value.GetInt64();

    public static ObjectId? Id(JsonElement document, string name) =>
        document.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? new ObjectId(Convert.FromHexString(value.GetProperty("$oid").GetString()!))
            : null;

    public static TopologyVersion? Version(JsonElement server)
    {
        JsonElement version = server.GetProperty("topologyVersion");
        return version.ValueKind == JsonValueKind.Null
            ? null
            : new TopologyVersion(Id(version, "processId")!.Value, Number(version, "counter")!.Value);
    }

    /// <summary>The items of an array; none where there is no such array.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement document, string name) =>
        document.TryGetProperty(name, out JsonElement array) ? array.EnumerateArray() : [];

    /// <summary>A server as the selection cases describe it; its times are milliseconds.</summary>
    public static ServerDescription Server(JsonElement server) => new()
    {
        Host = MongoHost.OfMember(server.GetProperty("address").GetString()!)!,
        Type = TypeOf(server),
        MaxWireVersion = (int)(Number(server, "maxWireVersion") ?? ServerDescription.NewestWireVersion),
        RoundTrip = server.TryGetProperty("avg_rtt_ms", out JsonElement average) ? TimeSpan.FromMilliseconds(average.GetDouble()) : null,
        Tags = server.TryGetProperty("tags", out JsonElement tags) ? Tags(tags) : [],
        UpdatedAt = TimeSpan.FromMilliseconds(Number(server, "lastUpdateTime") ?? 0),
        LastWrite = server.TryGetProperty("lastWrite", out JsonElement write)
            ? DateTimeOffset.FromUnixTimeMilliseconds(Number(write, "lastWriteDate")!.Value)
            : null,
    };

    public static TopologyDescription Topology(JsonElement topology) => new()
    {
        Type = Enum.Parse<TopologyType>(topology.GetProperty("type").GetString()!),
        Servers = [.. topology.GetProperty("servers").EnumerateArray().Select(Server)],
    };

    /// <summary>The modes are written with a capital there.</summary>
    public static ReadPreference ReadPreference(JsonElement preference)
    {
        string mode = Text(preference, "mode") ?? "Primary";
        return new ReadPreference
        {
            Mode = char.ToLowerInvariant(mode[0]) + mode[1..],
            TagSets = [.. Items(preference, "tag_sets").Select(Tags)],
            MaxStaleness = Number(preference, "maxStalenessSeconds") is long seconds and >= 0 ? TimeSpan.FromSeconds(seconds) : null,
        };
    }

    private static KeyValuePair<string, string>[] Tags(JsonElement tags) =>
        [.. tags.EnumerateObject().Select(tag => KeyValuePair.Create(tag.Name, tag.Value.GetString()!))];
}
