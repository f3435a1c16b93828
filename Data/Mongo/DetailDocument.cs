using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Makes a <see cref="TraceDetail"/> of a whole document. A missing or wrongly typed field takes its default, or stands as
/// JSON where it is a text that is shown; api_key is a field like any other that is not read.</summary>
internal sealed class DetailDocument
{
    private readonly List<Step> _steps = [];
    private int _stepCharactersLeft = TraceDetail.MaxAllStepsCharacters;
    private int _stepsLeftOut;
    private (string? Text, bool IsCut) _prompt, _response, _reason;
    private string? _projectName;
    private bool _isSlow;
    private DateTimeOffset? _updatedAt;

    private DetailDocument()
    {
    }

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document, at its beginning.</param>
    /// <param name="order">What tells when it was stored.</param>
    /// <returns>Null for a document without a readable <c>_id</c>, which no server returns.</returns>
    public static TraceDetail? Read(BsonReader document, TraceOrder order)
    {
        if (TraceDocument.Read(document, order) is not Trace trace)
        {
            return null;
        }

        var detail = new DetailDocument();
        try
        {
            while (document.Read())
            {
                detail.Take(document.Name, document.Value);
            }
        }
        catch (WireFormatException)
        {
            // Writers can store what no reader should see (a name that is not UTF-8); what stands before it is shown.
        }

        return detail.ToDetail(trace);
    }

    private void Take(ReadOnlySpan<byte> name, BsonValue value)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("prompt"u8):
                _prompt = Text(value, TraceDetail.MaxTextCodePoints);
                break;
            case var _ when name.SequenceEqual("response"u8):
                _response = Text(value, TraceDetail.MaxTextCodePoints);
                break;
            case var _ when name.SequenceEqual("failure_reason"u8):
                _reason = Text(value, TraceDetail.MaxReasonCodePoints);
                break;
            case var _ when name.SequenceEqual("project_name"u8):
                _projectName = Name(value);
                break;
            case var _ when name.SequenceEqual("slow_request"u8):
                _isSlow = value.TryGetBoolean(out bool isSlow) && isSlow;
                break;
            case var _ when name.SequenceEqual("updated_at"u8):
                _updatedAt = value.TryGetDate(out DateTimeOffset updatedAt) ? updatedAt : null;
                break;
            case var _ when name.SequenceEqual("steps"u8) && value.Type == BsonType.Array:
                value.TryGetDocument(out BsonReader steps);
                TakeSteps(steps);
                break;
        }
    }

    private void TakeSteps(BsonReader steps)
    {
        _steps.Clear();
        _stepsLeftOut = 0;
        while (steps.Read())
        {
            if (_steps.Count == TraceDetail.MaxSteps)
            {
                _stepsLeftOut++;
                continue;
            }

            bool isDocument = steps.Value.Type == BsonType.Document & steps.Value.TryGetDocument(out BsonReader step);
            _steps.Add(isDocument ? StepOf(step) : new Step());
        }
    }

    private Step StepOf(BsonReader fields)
    {
        var step = new Step();
        while (fields.Read())
        {
            step = With(step, fields.Name, fields.Value);
        }

        return step;
    }

    private Step With(Step step, ReadOnlySpan<byte> name, BsonValue value)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("step_id"u8):
                return step with { StepId = Name(value) ?? "" };
            case var _ when name.SequenceEqual("tool_name"u8):
                return step with { ToolName = Name(value) ?? "" };
            case var _ when name.SequenceEqual("duration"u8):
                return step with { DurationMs = value.TryGetNumber(out double number) ? Trace.UsableLatency(number) : null };
            case var _ when name.SequenceEqual("success"u8):
                return step with { Succeeded = !value.TryGetBoolean(out bool succeeded) || succeeded };
            case var _ when name.SequenceEqual("timestamp"u8):
                return step with { Timestamp = value.TryGetDate(out DateTimeOffset timestamp) ? timestamp : null };
            case var _ when name.SequenceEqual("input"u8):
                (string input, bool isInputCut) = StepJson(value);
                return step with { Input = input, IsInputCut = isInputCut };
            case var _ when name.SequenceEqual("output"u8):
                (string output, bool isOutputCut) = StepJson(value);
                return step with { Output = output, IsOutputCut = isOutputCut };
            default:
                return step;
        }
    }

    private (string Text, bool IsCut) StepJson(BsonValue value)
    {
        (string text, bool isCut) = BsonJson.Of(value, Math.Min(TraceDetail.MaxStepCharacters, _stepCharactersLeft));
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

    private static string? Name(BsonValue value) =>
        Text(value, Trace.MaxNameCharacters).Text is { Length: > 0 } name ? name : null;

    /// <summary>A text as it is, nothing for null, anything else as JSON.</summary>
    private static (string? Text, bool IsCut) Text(BsonValue value, int maxCodePoints)
    {
        if (value.Type is BsonType.Null or BsonType.Undefined)
        {
            return (null, false);
        }

        return value.TryGetTextBytes(out ReadOnlySpan<byte> utf8) ? Cut(utf8, maxCodePoints) : BsonJson.Of(value, maxCodePoints);
    }

    /// <summary>Decodes little more than is kept: a code point has four bytes at most.</summary>
    private static (string Text, bool IsCut) Cut(ReadOnlySpan<byte> utf8, int maxCodePoints)
    {
        const int MaxBytesOfCodePoint = 4;
        int bytes = Math.Min(utf8.Length, (maxCodePoints + 1) * MaxBytesOfCodePoint);
        string text = Encoding.UTF8.GetString(utf8[..bytes]);
        string cut = TraceText.Cut(text, maxCodePoints);
        return (cut, cut.Length < text.Length);
    }
}
