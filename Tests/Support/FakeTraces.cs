using System.Text.Json;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>
/// A collection of traces behind a <see cref="FakeMongod"/>: it answers the reads that the store makes by matching, sorting and
/// limiting; rows come as they are stored, and every sum counts them as successes without a latency.
/// </summary>
internal sealed class FakeTraces(Func<DateTimeOffset> serverTime)
{
    private readonly Lock _lock = new();
    private readonly List<JsonElement> _documents = [];
    private int _serial;

    /// <summary>What the next commands but hello are answered with, instead of what is stored.</summary>
    public Queue<FakeReply> Script { get; } = [];

    /// <summary>The name by which the member of a replica set goes; null: a standalone.</summary>
    public string? Me { get; set; }

    public string[] IndexedFields { get; set; } = ["_id", "created_at", "status"];

    public int Count => _documents.Count;

    /// <summary>Stores a trace as a writer whose clock shows this time does; created_at is the same time.</summary>
    /// <returns>Its trace_id.</returns>
    public string Insert(DateTimeOffset writerTime) =>
        Insert($$"""{"$oid":"{{writerTime.ToUnixTimeSeconds():x8}}{{_serial:x16}}"}""", writerTime);

    /// <param name="id">The <c>_id</c> as JSON.</param>
    public string Insert(string id, DateTimeOffset createdAt, string more = "")
    {
        string traceId = $"t{_serial++}";
        string date = $$"""{"$date":{{createdAt.ToUnixTimeMilliseconds()}} }""";
        Add($$"""{"_id":{{id}},"trace_id":"{{traceId}}","created_at":{{date}}{{more}} }""");
        return traceId;
    }

    public void Add(string document)
    {
        lock (_lock)
        {
            _documents.Add(JsonDocument.Parse(document).RootElement);
        }
    }

    /// <summary>The next read fails, its one retry included.</summary>
    /// <param name="reply">How; null: the connection breaks.</param>
    public void FailOnce(FakeReply? reply = null)
    {
        Script.Enqueue(reply ?? FakeReply.Close);
        Script.Enqueue(reply ?? FakeReply.Close);
    }

    public FakeReply Answer(FakeRequest request)
    {
        lock (_lock)
        {
            return request.Name switch
            {
                "isMaster" or "hello" => FakeReply.Ok(Hello()),
                _ when Script.TryDequeue(out FakeReply? failure) => failure,
                "listIndexes" when Count == 0 => FakeReply.Error(26, "NamespaceNotFound"),
                "listIndexes" => FakeReply.Cursor(Array.ConvertAll(IndexedFields, IndexOn)),
                "count" => FakeReply.Ok($$"""{"n":{{Matching(request.Body, "query").Count()}} }"""),
                _ => FakeReply.Cursor(Aggregate(request)),
            };
        }
    }

    private static string IndexOn(string field) =>
        $$"""{"v":2,"key":{"{{field}}":1},"name":"{{(field == "_id" ? "_id_" : field + "_1")}}"}""";

    private static bool Matches(JsonElement document, JsonElement condition) => condition.EnumerateObject().All(part =>
        document.TryGetProperty(part.Name, out JsonElement value) ? Holds(value, part.Value) : IsNegation(part.Value));

    /// <summary>What a document without the field matches.</summary>
    private static bool IsNegation(JsonElement condition) => condition.ToString().Contains("$not", StringComparison.Ordinal);

    private static bool Holds(JsonElement value, JsonElement condition)
    {
        if (condition.ValueKind != JsonValueKind.Object || condition.TryGetProperty("$oid", out _))
        {
            return value.GetRawText() == condition.GetRawText();
        }

        JsonProperty test = condition.EnumerateObject().First();
        return test.Name switch
        {
            "$gte" => IsSameType(value, test.Value) && Compare(value, test.Value) >= 0,
            "$lte" => IsSameType(value, test.Value) && Compare(value, test.Value) <= 0,
            "$lt" => IsSameType(value, test.Value) && Compare(value, test.Value) < 0,
            "$not" => !Holds(value, test.Value),
            "$in" => test.Value.EnumerateArray().Any(one => one.GetRawText() == value.GetRawText()),
            _ => throw new InvalidOperationException($"the fake knows no {test.Name}"),
        };
    }

    private static bool IsSameType(JsonElement left, JsonElement right) => TypeOf(left) == TypeOf(right);

    private static string TypeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object ? value.EnumerateObject().First().Name : value.ValueKind.ToString();

    /// <summary>Within a type by value; ObjectIds and dates behind texts.</summary>
    private static int Compare(JsonElement left, JsonElement right) =>
        !IsSameType(left, right) ? left.ValueKind == JsonValueKind.Object ? 1 : -1
        : left.ValueKind == JsonValueKind.Object && left.TryGetProperty("$date", out JsonElement date)
            ? date.GetInt64().CompareTo(right.GetProperty("$date").GetInt64())
        : string.CompareOrdinal(left.ToString(), right.ToString());

    private string[] Aggregate(FakeRequest request)
    {
        IEnumerable<JsonElement> found = request.Stage("$match") is JsonElement match
            ? _documents.Where(document => Matches(document, match))
            : _documents;
        if (request.Stage("$sort") is JsonElement sort)
        {
            JsonProperty key = sort.EnumerateObject().First();
            found = found.Order(Comparer<JsonElement>.Create((left, right) =>
                Compare(left.GetProperty(key.Name), right.GetProperty(key.Name)) * key.Value.GetInt32()));
        }

        if (request.Stage("$limit") is JsonElement limit)
        {
            found = found.Take(limit.GetInt32());
        }

        return request.Stage("$group") is null
            ? [.. found.Select(document => document.GetRawText())]
            : [$$"""{"_id":{"s":"success","b":null},"n":{{found.Count()}},"latency":0,"tokens":0}"""];
    }

    private IEnumerable<JsonElement> Matching(JsonElement body, string query) =>
        _documents.Where(document => !body.TryGetProperty(query, out JsonElement condition) || Matches(document, condition));

    private string Hello() =>
        $$"""
        {"maxWireVersion":21,"helloOk":true,"localTime":{"$date":{{serverTime().ToUnixTimeMilliseconds()}} }
         {{(Me is null ? "" : $",\"setName\":\"rs0\",\"me\":\"{Me}\"")}} }
        """;
}
