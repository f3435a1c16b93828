using System.Text.Json;

namespace TraceLlm.Monitor.Net;

/// <summary>One message of the backend's WebSocket (PRODUCT.md section 1).</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Trace">The trace that it announces; set for <see cref="TraceMessageKind.TraceCreated"/> only.</param>
internal readonly record struct TraceMessage(TraceMessageKind Kind, Trace? Trace = null)
{
    private static readonly JsonReaderOptions ReaderOptions = new() { MaxDepth = TraceJson.MaxDepth };

    /// <summary>Reads a message. Never throws, whatever it holds.</summary>
    /// <param name="text">The message, UTF-8; non-finite numbers in it are overwritten (<see cref="NonFiniteNumbers"/>).</param>
    public static TraceMessage Read(Span<byte> text)
    {
        try
        {
            return ReadJson(text);
        }
        catch (JsonException)
        {
            // Tried once more below: the bare words that Python writes for non-finite numbers are the likely reason.
        }

        try
        {
            return NonFiniteNumbers.Replace(text) ? ReadJson(text) : new TraceMessage(TraceMessageKind.Malformed);
        }
        catch (JsonException)
        {
            return new TraceMessage(TraceMessageKind.Malformed);
        }
    }

    private static TraceMessage ReadJson(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, ReaderOptions);
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            return new TraceMessage(TraceMessageKind.Malformed);
        }

        TraceMessageKind kind = TraceMessageKind.Malformed;
        ReadOnlySpan<byte> trace = default;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            int start = (int)reader.TokenStartIndex;
            bool isObject = reader.TokenType == JsonTokenType.StartObject;
            kind = JsonText.Is(name, "type"u8) ? KindOf(in reader) : kind;
            reader.Skip();
            if (JsonText.Is(name, "trace"u8))
            {
                trace = isObject ? text[start..(int)reader.BytesConsumed] : default;
            }
        }

        // Anything but white space after the object is an error of this read.
        reader.Read();
        return kind == TraceMessageKind.TraceCreated ? ReadTrace(trace) : new TraceMessage(kind);
    }

    private static TraceMessageKind KindOf(in Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return TraceMessageKind.Malformed;
        }

        ReadOnlySpan<byte> type = reader.ValueSpan;
        return JsonText.Is(type, "trace.created"u8) ? TraceMessageKind.TraceCreated
            : JsonText.Is(type, "system.connected"u8) ? TraceMessageKind.Welcome
            : JsonText.Is(type, "system.pong"u8) ? TraceMessageKind.Pong
            : TraceMessageKind.Other;
    }

    private static TraceMessage ReadTrace(ReadOnlySpan<byte> trace)
    {
        if (trace.IsEmpty)
        {
            return new TraceMessage(TraceMessageKind.Malformed);
        }

        var reader = new Utf8JsonReader(trace, ReaderOptions);
        reader.Read();
        return new TraceMessage(TraceMessageKind.TraceCreated, TraceJson.Read(ref reader));
    }
}
