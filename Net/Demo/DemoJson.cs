using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>Writes messages as the backend does.</summary>
internal static class DemoJson
{
    private const double SlowMs = 1500; // from here on the backend calls a request slow

    /// <summary>What is sent when a client connects.</summary>
    public static ReadOnlyMemory<byte> Welcome { get; } =
        """{"type":"system.connected","status":"connected","message":"TraceLLM websocket active"}"""u8.ToArray();

    /// <summary>The <c>trace.created</c> message of a trace.</summary>
    public static byte[] TraceCreated(DemoTrace trace)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "trace.created"u8);
            json.WriteStartObject("trace"u8);
            WriteTrace(json, trace);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>A trace alone, as the REST API gives it.</summary>
    public static byte[] Trace(DemoTrace trace)
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            WriteTrace(json, trace);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>The answer to a client's message; null when it is no ping.</summary>
    public static byte[]? Pong(ReadOnlySpan<byte> message)
    {
        try
        {
            using JsonDocument ping = JsonDocument.Parse(message.ToArray());
            if (ping.RootElement.ValueKind != JsonValueKind.Object
                || !ping.RootElement.TryGetProperty("type"u8, out JsonElement type) || !type.ValueEquals("ping"u8))
            {
                return null;
            }

            var bytes = new ArrayBufferWriter<byte>();
            using var json = new Utf8JsonWriter(bytes);
            json.WriteStartObject();
            json.WriteString("type"u8, "system.pong"u8);
            json.WritePropertyName("timestamp"u8);
            if (ping.RootElement.TryGetProperty("ts"u8, out JsonElement stamp))
            {
                stamp.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }

            json.WriteEndObject();
            json.Flush();
            return bytes.WrittenSpan.ToArray();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void WriteTrace(Utf8JsonWriter json, DemoTrace trace)
    {
        string createdAt = Timestamp(trace.CreatedAt);
        json.WriteString("trace_id"u8, trace.TraceId);
        json.WriteString("prompt"u8, trace.Prompt);
        json.WriteString("response"u8, trace.Response);
        json.WriteNumber("latency"u8, trace.LatencyMs);
        json.WriteNumber("token_count"u8, trace.TokenCount);
        json.WriteString("model_name"u8, trace.ModelName);
        json.WriteString("project_id"u8, trace.ProjectId);
        json.WriteNull("project_name"u8);
        json.WriteNull("api_key"u8);
        json.WriteString("environment"u8, trace.Environment);
        json.WriteString("status"u8, trace.Status);
        json.WriteStartArray("steps"u8);
        DateTimeOffset startedAt = trace.CreatedAt;
        foreach (DemoStep step in trace.Steps)
        {
            WriteStep(json, step, Timestamp(startedAt));
            startedAt += TimeSpan.FromMilliseconds(step.DurationMs);
        }

        json.WriteEndArray();
        json.WriteNumber("retry_count"u8, trace.RetryCount);
        json.WriteBoolean("slow_request"u8, trace.LatencyMs > SlowMs);
        json.WriteString("failure_reason"u8, trace.FailureReason);
        json.WriteString("created_at"u8, createdAt);
        json.WriteString("updated_at"u8, createdAt);
    }

    private static void WriteStep(Utf8JsonWriter json, DemoStep step, string timestamp)
    {
        json.WriteStartObject();
        json.WriteString("step_id"u8, step.StepId);
        json.WriteString("tool_name"u8, step.ToolName);
        json.WriteStartObject("input"u8);
        json.WriteString("query"u8, step.Query);
        json.WriteEndObject();
        json.WriteStartObject("output"u8);
        json.WriteNumber("characters"u8, step.Query.Length);
        json.WriteEndObject();
        json.WriteNumber("duration"u8, step.DurationMs);
        json.WriteBoolean("success"u8, step.Success);
        json.WriteString("timestamp"u8, timestamp);
        json.WriteEndObject();
    }

    /// <summary>As Python's isoformat writes it, in microseconds.</summary>
    private static string Timestamp(DateTimeOffset time) =>
        time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffffzzz", CultureInfo.InvariantCulture);
}
