using System.Text.Json;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>Reads one whole trace from JSON, as the REST API carries it: as tolerant as <see cref="TraceJson"/>, and within the limits of
/// <see cref="TraceDetail"/>. The api_key is skipped.</summary>
internal sealed class TraceDetailJson
{
    private readonly List<Step> _steps = [];
    private int _stepCharactersLeft = TraceDetail.MaxAllStepsCharacters;
    private int _stepsLeftOut;
    private (string? Text, bool IsCut) _prompt, _response, _reason;
    private string? _projectName;
    private bool _isSlow;
    private DateTimeOffset? _updatedAt;

    private TraceDetailJson()
    {
    }

    /// <summary>Reads a trace.</summary>
    /// <param name="reader">At the start of the object; afterwards at its end.</param>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static TraceDetail Read(ref Utf8JsonReader reader)
    {
        Utf8JsonReader again = reader;
        Trace trace = TraceJson.Read(ref reader);
        var detail = new TraceDetailJson();
        while (again.Read() && again.TokenType == JsonTokenType.PropertyName)
        {
            detail.ReadField(ref again);
        }

        return detail.ToDetail(trace);
    }

    /// <summary>Reads an answer that is one trace; null: it is none.</summary>
    public static TraceDetail? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = TraceJson.MaxDepth });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            TraceDetail? detail = isObject ? Read(ref reader) : null;
            reader.Read(); // anything but white space after the object is an error
            return detail;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void ReadField(ref Utf8JsonReader reader)
    {
        ReadOnlySpan<byte> name = reader.ValueSpan;
        reader.Read();
        if (JsonText.Is(name, "prompt"u8))
        {
            _prompt = Text(ref reader, TraceDetail.MaxTextCodePoints);
        }
        else if (JsonText.Is(name, "response"u8))
        {
            _response = Text(ref reader, TraceDetail.MaxTextCodePoints);
        }
        else if (JsonText.Is(name, "failure_reason"u8))
        {
            _reason = Text(ref reader, TraceDetail.MaxReasonCodePoints);
        }
        else if (JsonText.Is(name, "project_name"u8))
        {
            _projectName = TraceJson.Name(in reader);
        }
        else if (JsonText.Is(name, "slow_request"u8))
        {
            _isSlow = reader.TokenType == JsonTokenType.True;
        }
        else if (JsonText.Is(name, "updated_at"u8))
        {
            _updatedAt = TraceJson.Timestamp(in reader);
        }
        else if (JsonText.Is(name, "steps"u8))
        {
            ReadSteps(ref reader);
        }

        reader.Skip();
    }

    private void ReadSteps(ref Utf8JsonReader reader)
    {
        _steps.Clear();
        _stepsLeftOut = 0;
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (_steps.Count == TraceDetail.MaxSteps)
            {
                _stepsLeftOut++;
            }
            else
            {
                _steps.Add(reader.TokenType == JsonTokenType.StartObject ? ReadStep(ref reader) : new Step());
            }

            reader.Skip();
        }
    }

    private Step ReadStep(ref Utf8JsonReader reader)
    {
        var step = new Step();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ReadOnlySpan<byte> name = reader.ValueSpan;
            reader.Read();
            step = With(step, name, ref reader);
            reader.Skip();
        }

        return step;
    }

    private Step With(Step step, ReadOnlySpan<byte> name, ref Utf8JsonReader reader)
    {
        if (JsonText.Is(name, "input"u8))
        {
            (string input, bool isCut) = StepJson(ref reader);
            return step with { Input = input, IsInputCut = isCut };
        }

        if (JsonText.Is(name, "output"u8))
        {
            (string output, bool isCut) = StepJson(ref reader);
            return step with { Output = output, IsOutputCut = isCut };
        }

        return JsonText.Is(name, "step_id"u8) ? step with { StepId = TraceJson.Name(in reader) ?? "" }
            : JsonText.Is(name, "tool_name"u8) ? step with { ToolName = TraceJson.Name(in reader) ?? "" }
            : JsonText.Is(name, "duration"u8) ? step with { DurationMs = Trace.UsableLatency(TraceJson.Number(in reader) ?? double.NaN) }
            : JsonText.Is(name, "success"u8) ? step with { Succeeded = reader.TokenType != JsonTokenType.False }
            : JsonText.Is(name, "timestamp"u8) ? step with { Timestamp = TraceJson.Timestamp(in reader) }
            : step;
    }

    private (string Text, bool IsCut) StepJson(ref Utf8JsonReader reader)
    {
        (string text, bool isCut) = ValueJson.Read(ref reader, Math.Min(TraceDetail.MaxStepCharacters, _stepCharactersLeft));
        _stepCharactersLeft -= text.Length;
        return (text, isCut);
    }

    private TraceDetail ToDetail(Trace trace) => new()
    {
        Trace = trace,
        Prompt = _prompt.Text ?? "",
        IsPromptCut = _prompt.IsCut,
        Response = _response.Text,
        IsResponseCut = _response.IsCut,
        FailureReason = string.IsNullOrEmpty(_reason.Text) ? null : _reason.Text,
        IsFailureReasonCut = _reason.IsCut,
        ProjectName = _projectName,
        SlowRequest = _isSlow,
        UpdatedAt = _updatedAt,
        Steps = _steps,
        StepsLeftOut = _stepsLeftOut,
    };

    /// <summary>A text as it is, nothing for null, anything else as JSON.</summary>
    private static (string? Text, bool IsCut) Text(ref Utf8JsonReader reader, int maxCodePoints) => reader.TokenType switch
    {
        JsonTokenType.Null => (null, false),
        JsonTokenType.String => JsonText.CutLong(reader.ValueSpan, maxCodePoints),
        _ => ValueJson.Read(ref reader, maxCodePoints),
    };
}
