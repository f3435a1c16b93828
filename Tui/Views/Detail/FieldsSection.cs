using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>The short facts of a trace: in two columns where there is room, then what became of the request for the rest.</summary>
internal sealed class FieldsSection(Canvas canvas, Func<TimeZoneInfo> findTimeZone) : IDetailSection
{
    private const int Fields = 10;
    private const int LabelColumns = 12;

    /// <summary>Two columns from this width on.</summary>
    private const int WideColumns = 64;

    private readonly CachedText _model = new(canvas.Sanitizer);
    private readonly CachedText _project = new(canvas.Sanitizer);
    private readonly CachedText _projectId = new(canvas.Sanitizer);
    private readonly CachedText _environment = new(canvas.Sanitizer);
    private readonly CachedText _traceId = new(canvas.Sanitizer);
    private readonly CachedText _error = new(canvas.Sanitizer);

    private int _rows;
    private TimeZoneInfo? _zone;

    public int Prepare(DetailState detail, int columns)
    {
        _rows = columns >= WideColumns ? Fields / 2 : Fields;
        return _rows + (detail.Progress == DetailProgress.Complete ? 2 : 3);
    }

    public void DrawLine(DetailState detail, int line, Rect area)
    {
        if (line < _rows)
        {
            int perRow = Fields / _rows;
            int width = area.Columns / perRow;
            for (int column = 0; column < perRow; column++)
            {
                DrawField(detail, (line * perRow) + column, area with { Column = area.Column + (column * width), Columns = width });
            }
        }
        else if (line == _rows)
        {
            Put(area, $"Trace id", canvas.Theme.Text, $"{_traceId.Of(detail.TraceId)}");
        }
        else if (line == _rows + 1)
        {
            DrawProgress(detail, area);
        }
    }

    private void DrawProgress(DetailState detail, Rect area)
    {
        (Theme theme, ScreenBuffer screen) = (canvas.Theme, canvas.Screen);
        switch (detail.Progress)
        {
            case DetailProgress.Reading:
                screen.Put(area.Column, area.Row, theme.Hint, $"Reading the whole trace from the store.", area.Columns);
                break;
            case DetailProgress.Failed:
                screen.Put(area.Column, area.Row, theme.Bad, $"The whole trace could not be read: {_error.Of(detail.Error)}", area.Columns);
                break;
            case DetailProgress.Missing:
                screen.Put(area.Column, area.Row, theme.Caution, $"The store does not have this trace: its row is all there is.", area.Columns);
                break;
            case DetailProgress.Complete:
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private void DrawField(DetailState detail, int field, Rect area)
    {
        (Theme theme, TraceDetail? whole) = (canvas.Theme, detail.Detail);
        Trace trace = whole?.Trace ?? detail.Row!.Trace;
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
                Put(area, $"Model", theme.Text, $"{_model.Of(trace.ModelName is { Length: > 0 } name ? name : "?")}");
                break;
            case 3:
                Put(area, $"Tokens", theme.Text, $"{trace.TokenCount:N0}");
                break;
            case 4:
                Put(area, $"Project", theme.Text, ProjectOf(whole, trace));
                break;
            case 5:
                Put(area, $"Retries", trace.RetryCount > 0 ? theme.Caution : theme.Text, $"{trace.RetryCount:N0}");
                break;
            case 6:
                Put(area, $"Environment", theme.Text, $"{_environment.Of(trace.Environment ?? "-")}");
                break;
            case 7:
                Put(area, $"Steps", theme.Text, $"{trace.StepCount:N0}");
                break;
            case 8:
                Put(area, IsUtc ? SafeFormat.Of($"Created UTC") : $"Created", theme.Text, TimeOf(trace.CreatedAt));
                break;
            default:
                Put(area, IsUtc ? SafeFormat.Of($"Updated UTC") : $"Updated", theme.Text, TimeOf(whole?.UpdatedAt));
                break;
        }
    }

    private TimeZoneInfo Zone => _zone ??= findTimeZone();

    private bool IsUtc => Format.IsUtc(Zone);

    /// <summary>The name, and the id that <c>--project</c> is compared with where that is another one.</summary>
    private SafeFormat ProjectOf(TraceDetail? whole, Trace trace) => (whole?.ProjectName, trace.ProjectId) switch
    {
        ({ } name, { } id) when name != id => SafeFormat.Of($"{_project.Of(name)} ({_projectId.Of(id)})"),
        var (name, id) => $"{_project.Of(name ?? id ?? "-")}",
    };

    private SafeFormat TimeOf(DateTimeOffset? at)
    {
        if (at is not { } moment)
        {
            return $"-";
        }

        DateTime time = TimeZoneInfo.ConvertTime(moment, Zone).DateTime;
        return $"{time.Year:D4}-{time.Month:D2}-{time.Day:D2} {time.Hour:D2}:{time.Minute:D2}:{time.Second:D2}.{time.Millisecond:D3}";
    }

    private void Put(Rect area, SafeFormat label, Style style, SafeFormat value)
    {
        canvas.Screen.Put(area.Column, area.Row, canvas.Theme.Label, label, LabelColumns - 1);
        canvas.Screen.Put(area.Column + LabelColumns, area.Row, style, value, area.Columns - LabelColumns);
    }
}
