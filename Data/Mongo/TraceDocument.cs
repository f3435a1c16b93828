using System.Text;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Makes a <see cref="Trace"/> of a document: a row as the server projected it, or a whole one from a server that projects
/// nothing. A missing or wrongly typed field takes its default; api_key is a field like any other that is not read.
/// </summary>
internal ref struct TraceDocument
{
    /// <summary>The longest an _id's bytes are copied on the stack for.</summary>
    private const int UsualIdBytes = 64;

    /// <summary>Retries from here on are no number of retries, here and in <see cref="TraceExpressions"/>.</summary>
    private const double MaxRetries = 1e15;

    private ObjectId? _objectId;
    private TraceKey _documentKey;
    private BsonValue _id;
    private string? _traceId;
    private DateTimeOffset? _createdAt;
    private TraceStatus? _status;
    private bool _hasFailureReason;
    private double _retries;
    private double? _latencyMs;
    private long _tokens;
    private string? _model;
    private string? _project;
    private string? _projectName;
    private string? _environment;
    private string _prompt;
    private int _stepCount;
    private int _failedSteps;

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document, at its beginning.</param>
    /// <param name="order">What tells when it was stored.</param>
    /// <returns>Null for a document without a readable <c>_id</c>, which no server returns.</returns>
    public static Trace? Read(BsonReader document, TraceOrder order)
    {
        var fields = new TraceDocument { _prompt = "" };
        try
        {
            while (document.Read())
            {
                fields.Take(document.Name, document.Value);
            }
        }
        catch (WireFormatException)
        {
            // Writers can store what no reader should see (a name that is not UTF-8). The documents around this one are whole,
            // so it gives the row that was readable; ending the read would blind the monitor for as long as it is stored.
        }

        return fields._documentKey.IsNone ? null : fields.ToTrace(order);
    }

    /// <summary>The identity of the document: its first field, so that what is known already costs no more than this.</summary>
    public static TraceKey ReadKey(BsonReader document)
    {
        while (document.Read())
        {
            if (document.Name.SequenceEqual("_id"u8))
            {
                return KeyOf(document.Value);
            }
        }

        return TraceKey.None;
    }

    /// <summary>The identity of an <c>_id</c>, its type included: 1 and "1" are two.</summary>
    public static TraceKey KeyOf(BsonValue id)
    {
        Span<byte> bytes = id.Bytes.Length < UsualIdBytes ? stackalloc byte[id.Bytes.Length + 1] : new byte[id.Bytes.Length + 1];
        bytes[0] = (byte)id.Type;
        id.Bytes.CopyTo(bytes[1..]);
        return TraceKey.Of(bytes);
    }

    private void Take(ReadOnlySpan<byte> name, BsonValue value)
    {
        switch (name)
        {
            case var _ when name.SequenceEqual("_id"u8):
                _documentKey = KeyOf(value);
                _id = value;
                _objectId = value.TryGetObjectId(out ObjectId id) ? id : null;
                break;
            case var _ when name.SequenceEqual("trace_id"u8):
                _traceId = value.TryGetText(out string traceId) ? traceId : null;
                break;
            case var _ when name.SequenceEqual("created_at"u8):
                _createdAt = value.TryGetDate(out DateTimeOffset createdAt) ? createdAt : null;
                break;
            case var _ when name.SequenceEqual("model_name"u8):
                _model = Name(value);
                break;
            case var _ when name.SequenceEqual("project_id"u8):
                _project = Name(value);
                break;
            case var _ when name.SequenceEqual("project_name"u8):
                _projectName = Name(value);
                break;
            case var _ when name.SequenceEqual("environment"u8):
                _environment = Name(value);
                break;
            case var _ when name.SequenceEqual("prompt"u8):
                _prompt = Preview(value);
                break;
            default:
                TakeFigure(name, value);
                break;
        }
    }

    private void TakeFigure(ReadOnlySpan<byte> name, BsonValue value)
    {
        double number = value.TryGetNumber(out double given) ? given : double.NaN;
        switch (name)
        {
            case var _ when name.SequenceEqual("status"u8):
                _status = value.TryGetText(out string word) && Trace.TryParseStatus(word, out TraceStatus status) ? status : null;
                break;
            case var _ when name.SequenceEqual("latency"u8):
                _latencyMs = Trace.UsableLatency(number);
                break;
            case var _ when name.SequenceEqual("token_count"u8):
                _tokens = Trace.UsableTokens(number);
                break;
            case var _ when name.SequenceEqual("retry_count"u8):
                _retries = number is > 0 and < MaxRetries ? number : 0;
                break;
            case var _ when name.SequenceEqual("failure_reason"u8):
                _hasFailureReason = IsReason(value);
                break;
            case var _ when name.SequenceEqual("step_count"u8):
                _stepCount = Count(number);
                break;
            case var _ when name.SequenceEqual("failed_steps"u8):
                _failedSteps = Count(number);
                break;
            case var _ when name.SequenceEqual("steps"u8) && value.Type == BsonType.Array:
                value.TryGetDocument(out BsonReader steps);
                TakeSteps(steps);
                break;
        }
    }

    private void TakeSteps(BsonReader steps)
    {
        _stepCount = 0;
        _failedSteps = 0;
        while (steps.Read())
        {
            _stepCount++;
            bool isFailed = false;
            bool isDocument = steps.Value.Type == BsonType.Document & steps.Value.TryGetDocument(out BsonReader step);
            while (isDocument && step.Read())
            {
                isFailed |= step.Name.SequenceEqual("success"u8) && step.Value.TryGetBoolean(out bool success) && !success;
            }

            _failedSteps += isFailed ? 1 : 0;
        }
    }

    private readonly Trace ToTrace(TraceOrder order) => new()
    {
        TraceId = TraceText.Cut(_traceId ?? "", Trace.MaxNameCharacters),
        Key = string.IsNullOrEmpty(_traceId) ? _documentKey : TraceKey.Of(_traceId),
        DocumentKey = _documentKey,
        DocumentId = _traceId is { Length: > 0 and <= Trace.MaxNameCharacters } ? null : DocumentReference.Of(_id),
        StoredAt = order.StoredAt(_objectId, _createdAt),
        CreatedAt = _createdAt,
        Status = _status ?? Trace.DeriveStatus(_failedSteps > 0, _hasFailureReason, _retries > 0 ? 1 : 0),
        LatencyMs = _latencyMs,
        TokenCount = _tokens,
        ModelName = _model,
        PromptPreview = _prompt,
        StepCount = _stepCount,
        RetryCount = Count(_retries),
        ProjectId = _project,
        ProjectName = _projectName,
        Environment = _environment,
    };

    private static int Count(double number) => number is > 0 ? (int)Math.Min(number, int.MaxValue) : 0;

    private static string? Name(BsonValue value)
    {
        string name = CutText(value, Trace.MaxNameCharacters);
        return name.Length == 0 ? null : name;
    }

    private static string Preview(BsonValue value) => CutText(value, Trace.PreviewCodePoints);

    /// <summary>Decodes no more than is kept: a code point has four bytes at most.</summary>
    private static string CutText(BsonValue value, int maxCodePoints)
    {
        const int MaxBytesOfCodePoint = 4;
        value.TryGetTextBytes(out ReadOnlySpan<byte> utf8);
        int bytes = Math.Min(utf8.Length, (maxCodePoints + 1) * MaxBytesOfCodePoint);
        return TraceText.Cut(Encoding.UTF8.GetString(utf8[..bytes]), maxCodePoints);
    }

    /// <summary>What the server converts to a text that is not empty.</summary>
    private static bool IsReason(BsonValue value) => value.TryGetTextBytes(out ReadOnlySpan<byte> utf8)
        ? !utf8.IsEmpty
        : value.Type is BsonType.Boolean or BsonType.ObjectId or BsonType.DateTime || value.TryGetNumber(out _);
}
