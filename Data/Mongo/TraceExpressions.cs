using System.Globalization;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The expressions that the server evaluates over a stored trace, written as in MongoDB's shell. They mirror <see cref="Trace"/>:
/// what it calls a usable latency or derives as a status must come out the same on either side.
/// </summary>
internal static class TraceExpressions
{
    /// <summary>The stored status if it is one of the three, else the derived one (<see cref="Trace.DeriveStatus"/>).</summary>
    public const string Status =
        $$$"""
        {"$cond":[{"$in":["$status",["success","warning","failed"]]},"$status",
          {"$cond":[{"$gt":[{{{FailedSteps}}},0]},"failed",
            {"$cond":[{"$or":[{"$ne":[{{{FailureReason}}},""]},
                {"$and":[{"$gt":["$retry_count",0]},{"$lt":["$retry_count",1e15]}]}]},"warning","success"]}]}]}
        """;

    /// <summary>The row of a trace: a document of 25 kB becomes 0.6 kB. Never api_key.</summary>
    public const string Row =
        $$$"""
        {"_id":1,"trace_id":1,"created_at":1,"status":1,"latency":1,"token_count":1,"model_name":1,"project_id":1,
         "project_name":1,"environment":1,"retry_count":1,"slow_request":1,
         "failure_reason":{"$substrCP":[{{{FailureReason}}},0,200]},"prompt":{"$substrCP":[{{{Prompt}}},0,160]},"step_count":{"$size":{{{Steps}}}},"failed_steps":{{{FailedSteps}}}}
        """;

    /// <summary>The row for servers that compute nothing: whole documents without what is long or secret; cut on our
    /// side.</summary>
    public const string PlainRow = """{"api_key":0,"response":0}""";

    /// <summary>One whole trace, for its detail view. Never api_key.</summary>
    public const string Whole = """{"api_key":0}""";

    /// <summary>What the sums need of a document, for servers that compute nothing.</summary>
    public const string PlainFigures =
        """{"_id":1,"status":1,"latency":1,"token_count":1,"retry_count":1,"failure_reason":1,"steps.success":1}""";

    /// <summary>Counts, latencies and tokens by status and latency bucket: a few hundred rows whatever the size of the
    /// store.</summary>
    public static readonly string Totals =
        $$$"""
        {"_id":{"s":{{{Status}}},"b":{"$cond":[{"$eq":[{{{Latency}}},null]},null,
            {"$floor":{"$divide":[{"$ln":{"$add":[{{{Latency}}},1]} },{{{LogGamma}}}]} }]} },
         "n":{"$sum":1},"latency":{"$sum":{{{Latency}}} },"tokens":{"$sum":{{{Tokens}}} } }
        """;

    private const string Steps = """{"$cond":[{"$isArray":"$steps"},"$steps",[]]}""";

    private const string FailedSteps =
        $$$"""{"$size":{"$filter":{"input":{{{Steps}}},"as":"s","cond":{"$eq":["$$s.success",false]} } } }""";

    private const string FailureReason = """{"$convert":{"input":"$failure_reason","to":"string","onError":"","onNull":""}}""";

    private const string Prompt = """{"$convert":{"input":"$prompt","to":"string","onError":"","onNull":""}}""";

    /// <summary>BSON's order of types shuts out null, NaN, text and negatives, without <c>$isNumber</c>, which is 4.4 and
    /// later.</summary>
    private const string Latency = """{"$cond":[{"$and":[{"$gte":["$latency",0]},{"$lt":["$latency",1e12]}]},"$latency",null]}""";

    private const string Tokens =
        """{"$cond":[{"$and":[{"$gte":["$token_count",0]},{"$lt":["$token_count",1e15]}]},{"$floor":"$token_count"},0]}""";

    private static string LogGamma => LatencyHistogram.LogGamma.ToString("R", CultureInfo.InvariantCulture);
}
