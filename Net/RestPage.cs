using System.Text.Json;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>An answer to <see cref="RestPath.Newest"/>.</summary>
/// <param name="Total">How many traces match in all.</param>
/// <param name="Traces">The newest of them, newest first.</param>
internal sealed record RestPage(long Total, IReadOnlyList<Trace> Traces)
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = TraceJson.MaxDepth };

    /// <summary>Reads a page. Items that are no objects are passed over, and what comes behind so many traces is not read.</summary>
    /// <returns>Null when it is no such page. Strict: what is not JSON (a bare NaN too) is an error of the backend.</returns>
    public static RestPage? TryRead(ReadOnlySpan<byte> json, int maxTraces)
    {
        try
        {
            return Read(json, maxTraces);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static RestPage? Read(ReadOnlySpan<byte> json, int maxTraces)
    {
        var reader = new Utf8JsonReader(json, ReaderOptions);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            return null;
        }

        long? total = null;
        List<Trace>? traces = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            if (JsonText.Is(name, "total"u8))
            {
                total = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long count) ? count : null;
            }
            else if (JsonText.Is(name, "items"u8) && reader.TokenType == JsonTokenType.StartArray)
            {
                traces = ReadItems(ref reader, json, maxTraces);
            }

            reader.Skip();
        }

        // Anything but white space after the object is an error of this read.
        reader.Read();
        return total is >= 0 and <= StatusCounts.Most && traces is not null ? new RestPage(Math.Max(total.Value, traces.Count), traces) : null;
    }

    private static List<Trace> ReadItems(ref Utf8JsonReader reader, ReadOnlySpan<byte> json, int maxTraces)
    {
        var traces = new List<Trace>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            int start = (int)reader.TokenStartIndex;
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (isObject && traces.Count < maxTraces)
            {
                traces.Add(ReadItem(json[start..(int)reader.BytesConsumed]));
            }
        }

        return traces;
    }

    /// <summary>A trace without an id is known again by all that it holds.</summary>
    private static Trace ReadItem(ReadOnlySpan<byte> item)
    {
        var reader = new Utf8JsonReader(item, ReaderOptions);
        reader.Read();
        Trace trace = TraceJson.Read(ref reader);
        return trace.TraceId.Length > 0 ? trace : trace with { Key = TraceKey.Of(item) };
    }
}
