using System.Text.Json;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// Reads one trace from JSON, as broadcasts and the REST API carry it. Tolerant: a field of the wrong type counts as missing, the
/// last of duplicated fields wins, unknown ones are skipped, and the api_key is one of those. Texts are cut while they are read.
/// </summary>
internal static class TraceJson
{
    /// <summary>Nesting that is read: Python's encoder gives up at about as much.</summary>
    public const int MaxDepth = 1000;

    private const int MaxTimestampCharacters = 48;
    private const int MaxStatusCharacters = 16;

    private static ulong _tracesWithoutId;

    /// <summary>Reads a trace.</summary>
    /// <param name="reader">At the start of the object; afterwards at its end.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static Trace Read(ref Utf8JsonReader reader)
    {
        var fields = default(Fields);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadField(ref reader, ref fields);
        }

        return new Trace
        {
            TraceId = fields.TraceId ?? "",
            Key = fields.Key ?? NextKey(),
            CreatedAt = fields.CreatedAt,
            Status = fields.Status ?? Trace.DeriveStatus(fields.AnyStepFailed, fields.HasFailureReason, fields.RetryCount),
            LatencyMs = fields.Latency is { } latency ? Trace.UsableLatency(latency) : null,
            TokenCount = fields.TokenCount is { } tokens ? Trace.UsableTokens(tokens) : 0,
            ModelName = fields.ModelName,
            PromptPreview = fields.Prompt ?? "",
            StepCount = fields.StepCount,
            RetryCount = fields.RetryCount,
            ProjectId = fields.ProjectId,
            ProjectName = fields.ProjectName,
            Environment = fields.Environment,
        };
    }

    /// <summary>A text that is not empty, cut as names are; else null.</summary>
    public static string? Name(in Utf8JsonReader reader) =>
        Text(in reader, Trace.MaxNameCharacters) is { Length: > 0 } name ? name : null;

    /// <summary>A number, if it is one that a double holds.</summary>
    public static double? Number(in Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) ? value : null;

    /// <summary>A timestamp as <see cref="IsoTimestamp"/> reads it.</summary>
    public static DateTimeOffset? Timestamp(in Utf8JsonReader reader)
    {
        Span<char> text = stackalloc char[2 * MaxTimestampCharacters];
        bool isText = reader.TokenType == JsonTokenType.String;
        int length = isText ? JsonText.Decode(reader.ValueSpan, text, MaxTimestampCharacters) : 0;
        return IsoTimestamp.Parse(text[..length]);
    }

    /// <summary>For a trace without an id: unique in this process.</summary>
    private static TraceKey NextKey() => new(ulong.MaxValue, Interlocked.Increment(ref _tracesWithoutId));

    /// <summary>Of the whole id, whatever is kept of it: ids that begin alike are different.</summary>
    private static TraceKey KeyOf(ReadOnlySpan<byte> raw, string kept)
    {
        if (raw.Length <= Trace.MaxNameCharacters)
        {
            return TraceKey.Of(kept);
        }

        // No character takes fewer bytes than it gives UTF-16 units.
        char[] text = new char[raw.Length];
        return TraceKey.Of(text.AsSpan(0, JsonText.Decode(raw, text, raw.Length)));
    }

    private static void ReadField(ref Utf8JsonReader reader, ref Fields fields)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        if (JsonText.Is(name, "prompt"u8))
        {
            fields.Prompt = Text(in reader, Trace.PreviewCodePoints);
        }
        else if (JsonText.Is(name, "steps"u8))
        {
            ReadSteps(ref reader, ref fields);
        }
        else if (!ReadName(in reader, name, ref fields))
        {
            ReadFigure(in reader, name, ref fields);
        }

        reader.Skip();
    }

    private static bool ReadName(in Utf8JsonReader reader, ReadOnlySpan<byte> name, ref Fields fields)
    {
        if (JsonText.Is(name, "trace_id"u8))
        {
            fields.TraceId = Name(in reader);
            fields.Key = fields.TraceId is null ? null : KeyOf(reader.ValueSpan, fields.TraceId);
        }
        else if (JsonText.Is(name, "model_name"u8))
        {
            fields.ModelName = Name(in reader);
        }
        else if (JsonText.Is(name, "project_id"u8))
        {
            fields.ProjectId = Name(in reader);
        }
        else if (JsonText.Is(name, "project_name"u8))
        {
            fields.ProjectName = Name(in reader);
        }
        else if (JsonText.Is(name, "environment"u8))
        {
            fields.Environment = Name(in reader);
        }
        else
        {
            return false;
        }

        return true;
    }

    private static void ReadFigure(in Utf8JsonReader reader, ReadOnlySpan<byte> name, ref Fields fields)
    {
        if (JsonText.Is(name, "latency"u8))
        {
            fields.Latency = Number(in reader);
        }
        else if (JsonText.Is(name, "token_count"u8))
        {
            fields.TokenCount = Number(in reader);
        }
        else if (JsonText.Is(name, "retry_count"u8))
        {
            fields.RetryCount = (int)Math.Clamp(Number(in reader) ?? 0, 0, int.MaxValue);
        }
        else if (JsonText.Is(name, "failure_reason"u8))
        {
            fields.HasFailureReason = reader.TokenType == JsonTokenType.String && reader.ValueSpan.Length > 0;
        }
        else if (JsonText.Is(name, "status"u8))
        {
            fields.Status = Status(in reader);
        }
        else if (JsonText.Is(name, "created_at"u8))
        {
            fields.CreatedAt = Timestamp(in reader);
        }
    }

    private static void ReadSteps(ref Utf8JsonReader reader, ref Fields fields)
    {
        fields.StepCount = 0;
        fields.AnyStepFailed = false;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            fields.StepCount++;
            fields.AnyStepFailed |= reader.TokenType == JsonTokenType.StartObject && ReadStepFailed(ref reader);
            reader.Skip();
        }
    }

    private static bool ReadStepFailed(ref Utf8JsonReader reader)
    {
        bool failed = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool isVerdict = JsonText.Is(reader.ValueSpan, "success"u8);
            reader.Read();
            failed = isVerdict ? reader.TokenType == JsonTokenType.False : failed;
            reader.Skip();
        }

        return failed;
    }

    private static string? Text(in Utf8JsonReader reader, int maxCodePoints) =>
        reader.TokenType == JsonTokenType.String ? JsonText.Cut(reader.ValueSpan, maxCodePoints) : null;

    private static TraceStatus? Status(in Utf8JsonReader reader)
    {
        Span<char> word = stackalloc char[2 * MaxStatusCharacters];
        bool isText = reader.TokenType == JsonTokenType.String;
        int length = isText ? JsonText.Decode(reader.ValueSpan, word, MaxStatusCharacters) : 0;
        return Trace.TryParseStatus(word[..length], out TraceStatus status) ? status : null;
    }

    /// <summary>What has been read so far; null is missing or of the wrong type.</summary>
    private struct Fields
    {
        public string? TraceId;
        public TraceKey? Key;
        public string? Prompt;
        public string? ModelName;
        public string? ProjectId;
        public string? ProjectName;
        public string? Environment;
        public DateTimeOffset? CreatedAt;
        public TraceStatus? Status;
        public double? Latency;
        public double? TokenCount;
        public int RetryCount;
        public int StepCount;
        public bool HasFailureReason;
        public bool AnyStepFailed;
    }
}
