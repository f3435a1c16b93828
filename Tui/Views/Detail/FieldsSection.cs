using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>
/// The short facts of a trace: in two columns where there is room; below them whole what was cut there, and what became of the request
/// for the rest.
/// </summary>
internal sealed class FieldsSection : IDetailSection
{
    private const int Fields = 10;
    private const int LabelColumns = WrappedField.LabelColumns;

    /// <summary><c>2026-03-14 12:00:00.000</c>.</summary>
    private const int TimeColumns = 23;

    /// <summary>Two columns from this width on: in each a label and a time, between them a blank.</summary>
    private const int WideColumns = (2 * (LabelColumns + TimeColumns)) + 1;

    private readonly Canvas _canvas;
    private readonly Func<TimeZoneInfo> _findTimeZone;
    private readonly CachedText _model;
    private readonly CachedText _project;
    private readonly CachedText _environment;
    private readonly WrappedField _wholeModel;
    private readonly WrappedField _wholeProject;
    private readonly WrappedField _wholeEnvironment;
    private readonly WrappedField _traceId;
    private readonly WrappedField _progress;
    private readonly WrappedField[] _below;

    private int _rows;
    private int _leftColumns;
    private string? _error;
    private string _failure = "";
    private TraceDetail? _named;
    private string _nameAndId = "";
    private TimeZoneInfo? _zone;

    public FieldsSection(Canvas canvas, Func<TimeZoneInfo> findTimeZone)
    {
        (_canvas, _findTimeZone) = (canvas, findTimeZone);
        _model = new CachedText(canvas.Sanitizer);
        _project = new CachedText(canvas.Sanitizer);
        _environment = new CachedText(canvas.Sanitizer);
        _wholeModel = new WrappedField(canvas, SafeText.Of($"Model"));
        _wholeProject = new WrappedField(canvas, SafeText.Of($"Project"));
        _wholeEnvironment = new WrappedField(canvas, SafeText.Of($"Environment"));
        _traceId = new WrappedField(canvas, SafeText.Of($"Trace id"));
        _progress = new WrappedField(canvas, SafeText.Empty);
        _below = [_wholeModel, _wholeProject, _wholeEnvironment, _traceId, _progress];
    }

    public int Prepare(DetailState detail, int columns)
    {
        bool isWide = columns >= WideColumns;
        (_rows, _leftColumns) = isWide ? (Fields / 2, (columns + 1) / 2) : (Fields, columns);
        int valueColumns = _leftColumns - LabelColumns - (isWide ? 1 : 0);
        SetIfCut(_wholeModel, _model, ModelOf(detail), valueColumns, columns);
        SetIfCut(_wholeProject, _project, ProjectOf(detail), valueColumns, columns);
        SetIfCut(_wholeEnvironment, _environment, EnvironmentOf(detail), valueColumns, columns);
        _traceId.Set(detail.TraceId.Length > 0 ? detail.TraceId : "-", columns);
        _progress.Set(ProgressOf(detail), columns);
        int lines = _rows + 1;
        foreach (WrappedField field in _below)
        {
            lines += field.Count;
        }

        return lines;
    }

    public void DrawLine(DetailState detail, int line, Rect area)
    {
        if (line >= _rows)
        {
            DrawBelow(detail, line - _rows, area);
        }
        else if (_rows == Fields)
        {
            DrawField(detail, line, area);
        }
        else
        {
            DrawField(detail, 2 * line, area with { Columns = _leftColumns - 1 });
            DrawField(detail, (2 * line) + 1, area with { Column = area.Column + _leftColumns, Columns = area.Columns - _leftColumns });
        }
    }

    private static void SetIfCut(WrappedField field, CachedText cached, string text, int valueColumns, int columns) =>
        field.Set(cached.Of(text).Columns > valueColumns ? text : "", columns);

    private static Trace TraceOf(DetailState detail) => detail.Detail?.Trace ?? detail.Row!.Trace;

    private static string ModelOf(DetailState detail) => TraceOf(detail).ModelName is { Length: > 0 } name ? name : "?";

    /// <summary>The name, and the id that <c>--project</c> is compared with where that is another one; made once for a trace.</summary>
    private string ProjectOf(DetailState detail)
    {
        (string? name, string? id) = (detail.Detail?.ProjectName, TraceOf(detail).ProjectId);
        if (name is null || id is null || name == id)
        {
            return name ?? id ?? "-";
        }

        if (!ReferenceEquals(detail.Detail, _named))
        {
            (_named, _nameAndId) = (detail.Detail, $"{name} ({id})");
        }

        return _nameAndId;
    }

    private static string EnvironmentOf(DetailState detail) => TraceOf(detail).Environment ?? "-";

    /// <summary>Empty when there is nothing to tell; made once for an error.</summary>
    private string ProgressOf(DetailState detail)
    {
        if (!ReferenceEquals(detail.Error, _error))
        {
            (_error, _failure) = (detail.Error, $"The whole trace could not be read: {detail.Error}");
        }

        return detail.Progress switch
        {
            DetailProgress.Reading => "Reading the whole trace from the store.",
            DetailProgress.Failed => _failure,
            DetailProgress.Missing => "The store does not have this trace: its row is all there is.",
            DetailProgress.Complete => "",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
    }

    private void DrawBelow(DetailState detail, int line, Rect area)
    {
        foreach (WrappedField field in _below)
        {
            if (line < field.Count)
            {
                field.DrawLine(line, field == _progress ? ProgressStyle(detail.Progress) : _canvas.Theme.Text, area);
                return;
            }

            line -= field.Count;
        }
    }

    private Style ProgressStyle(DetailProgress progress) => progress switch
    {
        DetailProgress.Failed => _canvas.Theme.Bad,
        DetailProgress.Missing => _canvas.Theme.Caution,
        _ => _canvas.Theme.Hint,
    };

    private void DrawField(DetailState detail, int field, Rect area)
    {
        (Theme theme, TraceDetail? whole) = (_canvas.Theme, detail.Detail);
        Trace trace = TraceOf(detail);
        switch (field)
        {
            case 0:
                Put(area, $"Status", Format.StatusStyle(theme, trace.Status), Format.StatusWord(trace.Status));
                break;
            case 1:
                Put(area, $"Latency", Format.LatencyStyle(theme, trace.LatencyMs),
                    whole is { SlowRequest: true } ? $"{Format.FigureLatency(trace.LatencyMs)}, slow" : Format.FigureLatency(trace.LatencyMs));
                break;
            case 2:
                Put(area, $"Model", theme.Text, $"{_model.Of(ModelOf(detail))}");
                break;
            case 3:
                Put(area, $"Tokens", theme.Text, $"{trace.TokenCount:N0}");
                break;
            case 4:
                Put(area, $"Project", theme.Text, $"{_project.Of(ProjectOf(detail))}");
                break;
            case 5:
                Put(area, $"Retries", trace.RetryCount > 0 ? theme.Caution : theme.Text, $"{trace.RetryCount:N0}");
                break;
            case 6:
                Put(area, $"Environment", theme.Text, $"{_environment.Of(EnvironmentOf(detail))}");
                break;
            case 7:
                Put(area, $"Steps", theme.Text, $"{trace.StepCount:N0}");
                break;
            case 8:
                Put(area, IsUtc ? SafeFormat.Of($"Created UTC") : $"Created", theme.Text, TimeOf(trace.CreatedAt, area.Columns - LabelColumns));
                break;
            default:
                Put(area, IsUtc ? SafeFormat.Of($"Updated UTC") : $"Updated", theme.Text, TimeOf(whole?.UpdatedAt, area.Columns - LabelColumns));
                break;
        }
    }

    private TimeZoneInfo Zone => _zone ??= _findTimeZone();

    private bool IsUtc => Format.IsUtc(Zone);

    /// <summary>With its milliseconds, if there is room for them.</summary>
    private SafeFormat TimeOf(DateTimeOffset? at, int columns)
    {
        if (at is not { } moment)
        {
            return $"-";
        }

        DateTime time = TimeZoneInfo.ConvertTime(moment, Zone).DateTime;
        SafeFormat toTheSecond = $"{time.Year:D4}-{time.Month:D2}-{time.Day:D2} {time.Hour:D2}:{time.Minute:D2}:{time.Second:D2}";
        return columns < TimeColumns ? toTheSecond : $"{toTheSecond}.{time.Millisecond:D3}";
    }

    private void Put(Rect area, SafeFormat label, Style style, SafeFormat value)
    {
        _canvas.Screen.Put(area.Column, area.Row, _canvas.Theme.Label, label, LabelColumns - 1);
        _canvas.Screen.Put(area.Column + LabelColumns, area.Row, style, value, area.Columns - LabelColumns);
    }
}
