using System.Globalization;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>The paths of the backend's REST API (PRODUCT.md section 1), escaped.</summary>
internal static class RestPath
{
    public const string Health = "/api/";
    public const string Traces = "/api/traces";

    /// <summary>The newest traces.</summary>
    /// <param name="limit">1 to 200.</param>
    /// <param name="status">The stored word; null: all.</param>
    public static string Newest(int limit, TraceStoreFilter filter, string? status = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{Traces}?limit={limit}")
        + Equality("status", status) + Equality("project_id", filter.ProjectId) + Equality("environment", filter.Environment);

    /// <summary>One trace. The id is one segment, whatever it holds: a segment of dots would be a step to another path.</summary>
    public static string One(string traceId)
    {
        string segment = Uri.EscapeDataString(traceId);
        return $"{Traces}/{(segment is "." or ".." ? segment.Replace(".", "%2E", StringComparison.Ordinal) : segment)}";
    }

    private static string Equality(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
}
