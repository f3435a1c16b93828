using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>The steps as a waterfall: name, bar on a common axis of time, duration; below the open step its input and output.</summary>
internal sealed class StepsSection(Canvas canvas) : IDetailSection
{
    private const int MarkColumns = 2;
    private const int MostNameColumns = 26;

    /// <summary><c>9999999ms</c>.</summary>
    private const int DurationColumns = 9;

    /// <summary><c>FAILED</c>.</summary>
    private const int StatusColumns = 6;

    /// <summary>A bar of fewer cells tells nothing.</summary>
    private const int LeastBarColumns = 8;

    private const int IndentColumns = 4;

    private readonly WrappedText _input = new(canvas.Sanitizer);
    private readonly WrappedText _output = new(canvas.Sanitizer);

    private IReadOnlyList<Step> _steps = [];
    private SafeText[] _names = [];
    private StepTimeline _timeline = new([]);
    private int _openStep;
    private bool _hasRest;

    /// <summary>Lines below the open step.</summary>
    private int OpenLines => _openStep < 0 ? 0 : _input.Count + _output.Count + 2;

    public int Prepare(DetailState detail, int columns)
    {
        IReadOnlyList<Step> steps = detail.Detail?.Steps ?? [];
        if (!ReferenceEquals(steps, _steps))
        {
            _steps = steps;
            _names = [.. steps.Select(step => canvas.Sanitizer.SingleLine(step.ToolName.Length > 0 ? step.ToolName : "?", Trace.MaxNameCharacters))];
            _timeline = new StepTimeline(steps);
        }

        _hasRest = detail.Detail is { StepsLeftOut: > 0 };
        _openStep = detail.OpenStep;
        if (_openStep >= 0)
        {
            _input.Set(_steps[_openStep].Input, columns - IndentColumns);
            _output.Set(_steps[_openStep].Output, columns - IndentColumns);
        }

        return steps.Count == 0 ? 0 : steps.Count + OpenLines + (_hasRest ? 2 : 1);
    }

    /// <summary>The lines of a step, those below it included when it is open.</summary>
    public (int First, int Count) LinesOf(int step) =>
        (1 + step + (_openStep >= 0 && step > _openStep ? OpenLines : 0), 1 + (step == _openStep ? OpenLines : 0));

    public void DrawLine(DetailState detail, int line, Rect area)
    {
        int index = line - 1;
        int below = _openStep < 0 ? -1 : index - _openStep - 1;
        if (line == 0)
        {
            canvas.Screen.Put(area.Column, area.Row, canvas.Theme.Header, $"Steps over {Format.RowLatency(_timeline.LengthMs)}", area.Columns);
        }
        else if (below >= 0 && below < OpenLines)
        {
            DrawOpen(below, area.Inset(0, 0) with { Column = area.Column + IndentColumns, Columns = area.Columns - IndentColumns });
        }
        else
        {
            index -= below >= OpenLines ? OpenLines : 0;
            DrawStep(detail, index, area);
        }
    }

    private void DrawOpen(int line, Rect area)
    {
        (Theme theme, ScreenBuffer screen) = (canvas.Theme, canvas.Screen);
        Step step = _steps[_openStep];
        if (line == 0)
        {
            screen.Put(area.Column, area.Row, theme.Hint, Heading($"Input", step.Input, step.IsInputCut), area.Columns);
        }
        else if (line <= _input.Count)
        {
            screen.Put(area.Column, area.Row, _input[line - 1], theme.Text, area.Columns);
        }
        else if (line == _input.Count + 1)
        {
            screen.Put(area.Column, area.Row, theme.Hint, Heading($"Output", step.Output, step.IsOutputCut), area.Columns);
        }
        else
        {
            screen.Put(area.Column, area.Row, _output[line - _input.Count - 2], step.Succeeded ? theme.Text : theme.Bad, area.Columns);
        }
    }

    private static SafeFormat Heading(SafeFormat name, string text, bool isCut) =>
        text.Length == 0 ? SafeFormat.Of($"{name}: none")
        : isCut ? SafeFormat.Of($"{name}, its beginning:")
        : SafeFormat.Of($"{name}:");

    private void DrawStep(DetailState detail, int index, Rect area)
    {
        (Theme theme, ScreenBuffer screen) = (canvas.Theme, canvas.Screen);
        if (index >= _steps.Count)
        {
            screen.Put(area.Column, area.Row, theme.Hint, $"and {detail.Detail?.StepsLeftOut ?? 0:N0} more steps, not shown", area.Columns);
            return;
        }

        Step step = _steps[index];
        if (index == detail.SelectedStep)
        {
            screen.PutGlyph(area.Column, area.Row, canvas.Glyphs.Selection, theme.Selection);
        }

        int nameColumns = Math.Min(MostNameColumns, area.Columns / 3);
        int column = area.Column + MarkColumns;
        screen.Put(column, area.Row, _names[index], theme.Text, nameColumns);
        column += nameColumns + 1;
        int barColumns = area.EndColumn - column - DurationColumns - StatusColumns - 2;
        if (barColumns >= LeastBarColumns)
        {
            (int first, int count) = _timeline.BarOf(index, barColumns);
            screen.FillRow(column + first, area.Row, count, canvas.Glyphs.Bar, step.Succeeded ? theme.Bar : theme.Bad);
        }

        SafeFormat duration = Format.RowLatency(step.DurationMs);
        column = area.EndColumn - StatusColumns - 1;
        screen.PutRight(column, area.Row, theme.Text, duration);
        if (!step.Succeeded)
        {
            screen.Put(column + 1, area.Row, theme.Bad, $"FAILED", StatusColumns);
        }
    }
}
