using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;
using TraceLlm.Monitor.Tui.Widgets;

namespace TraceLlm.Monitor.Tui.Views.Detail;

/// <summary>One trace, to the bottom: its facts, why it failed, prompt, response, steps.</summary>
internal sealed class DetailView
{
    private readonly Canvas _canvas;
    private readonly StepsSection _steps;
    private readonly IDetailSection[] _sections;
    private readonly int[] _ends;

    public DetailView(Canvas canvas, Func<TimeZoneInfo> findTimeZone)
    {
        _canvas = canvas;
        _steps = new StepsSection(canvas);
        _sections =
        [
            new FieldsSection(canvas, findTimeZone),
            new TextSection(canvas, SafeText.Of($"Failure reason"), static detail =>
                new LongText(detail.Detail?.FailureReason, detail.Detail is { IsFailureReasonCut: true }, IsFailure: true)),
            new TextSection(canvas, SafeText.Of($"Prompt"), static detail => detail.Detail is { } whole
                ? new LongText(whole.Prompt, whole.IsPromptCut)
                : new LongText(detail.PromptPreview)),
            new TextSection(canvas, SafeText.Of($"Response"), static detail =>
                new LongText(detail.Detail?.Response, detail.Detail is { IsResponseCut: true })),
            _steps,
        ];
        _ends = new int[_sections.Length];
    }

    public void Draw(DashboardState state, Rect area)
    {
        DetailState detail = state.Detail;
        Rect inside = Panel.Draw(_canvas.Screen, area, _canvas.Glyphs, _canvas.Theme.Border);
        Panel.PutOnEdge(_canvas.Screen, area, area.Row, _canvas.Theme.Title, $"Trace{PauseText.Of(state, _canvas)}", area.Columns);
        int lines = Prepare(detail, inside.Columns);
        detail.Lines.Settle(lines, inside.Rows);
        RevealStep(detail);
        int shown = Math.Min(lines - detail.Lines.Top, inside.Rows);
        for (int row = 0; row < shown; row++)
        {
            DrawLine(detail, detail.Lines.Top + row, inside.Below(row).Top(1));
        }

        if (lines > inside.Rows)
        {
            Panel.PutOnEdgeRight(
                _canvas.Screen, area, area.EndRow - 1, _canvas.Theme.Hint, $"{detail.Lines.Top + shown:N0} of {lines:N0} lines");
        }
    }

    private int Prepare(DetailState detail, int columns)
    {
        int lines = 0;
        for (int i = 0; i < _sections.Length; i++)
        {
            lines += _sections[i].Prepare(detail, columns);
            _ends[i] = lines;
        }

        return lines;
    }

    private void RevealStep(DetailState detail)
    {
        if (detail.RevealsStep && detail.SelectedStep >= 0)
        {
            (int first, int count) = _steps.LinesOf(detail.SelectedStep);
            detail.Lines.Reveal(_ends[^2] + first, count);
        }

        detail.RevealsStep = false;
    }

    private void DrawLine(DetailState detail, int line, Rect area)
    {
        int section = 0;
        while (line >= _ends[section])
        {
            section++;
        }

        _sections[section].DrawLine(detail, line - (section == 0 ? 0 : _ends[section - 1]), area);
    }
}
