using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>The trace that is open: what its row tells at once, and the whole of it once the store has answered.</summary>
internal sealed class DetailState
{
    /// <summary>Null: none is open.</summary>
    public TraceRow? Row { get; private set; }

    public bool IsOpen => Row is not null;

    /// <summary>Of the row, made once.</summary>
    public string TraceId { get; private set; } = "";

    /// <summary>The beginning of the prompt, from the row, made once.</summary>
    public string PromptPreview { get; private set; } = "";

    /// <summary>Null until the store has answered.</summary>
    public TraceDetail? Detail { get; private set; }

    public DetailProgress Progress { get; private set; }

    /// <summary>Why it could not be read; null when it could.</summary>
    public string? Error { get; private set; }

    /// <summary>Index of the selected step; -1: none.</summary>
    public int SelectedStep { get; private set; } = -1;

    /// <summary>Index of the step whose input and output are shown; -1: none.</summary>
    public int OpenStep { get; private set; } = -1;

    /// <summary>The selected step is to be brought into sight: set by a key, taken back when it is drawn.</summary>
    public bool RevealsStep { get; set; }

    public ScrollPosition Lines { get; } = new();

    private int StepCount => Detail?.Steps.Count ?? 0;

    /// <summary>Shows what the row tells.</summary>
    /// <returns>The request for all of it; null when there is nothing to find it by.</returns>
    public SourceRequest? Open(TraceRow row)
    {
        Row = row;
        (TraceId, PromptPreview) = (row.Trace.TraceId, row.Trace.PromptPreview);
        (Detail, Error, SelectedStep, OpenStep) = (null, null, -1, -1);
        Lines.Reset();
        TraceReference reference = row.Trace.Reference;
        Progress = reference.CanBeRead ? DetailProgress.Reading : DetailProgress.Missing;
        return reference.CanBeRead ? new SourceRequest.ReadTrace(reference) : null;
    }

    /// <summary>Asks for all of it once more; what is shown stays until the answer.</summary>
    /// <returns>The request; null when none is open, the answer is still to come, or there is nothing to find it by.</returns>
    public SourceRequest? AskAgain()
    {
        if (Row?.Trace.Reference is not { CanBeRead: true } reference || Progress == DetailProgress.Reading)
        {
            return null;
        }

        Progress = DetailProgress.Reading;
        return new SourceRequest.ReadTrace(reference);
    }

    /// <summary>The store can be read again.</summary>
    /// <returns>The request for what could not be read meanwhile; null when there is no such trace.</returns>
    public SourceRequest? RetryFailed() => Progress == DetailProgress.Failed ? AskAgain() : null;

    /// <returns>True when it concerns the trace that is open.</returns>
    public bool Take(SourceEvent.TraceRead read)
    {
        if (Row is null || read.Reference.Key != Row.Trace.Key || Progress != DetailProgress.Reading)
        {
            return false;
        }

        (Detail, Error) = (read.Error is null ? read.Detail : Detail, read.Error);
        SelectedStep = Math.Min(SelectedStep, StepCount - 1);
        OpenStep = OpenStep < StepCount ? OpenStep : -1;
        Progress = read.Error is not null ? DetailProgress.Failed
            : read.Detail is null ? DetailProgress.Missing : DetailProgress.Complete;
        return true;
    }

    /// <returns>False when the command is none of the trace's own.</returns>
    public bool Apply(DashboardCommand command)
    {
        switch (command)
        {
            case DashboardCommand.Close:
                Close();
                return true;
            case DashboardCommand.Open:
                ToggleStep();
                return true;
            case DashboardCommand.NextStep:
                SelectStep(SelectedStep + 1);
                return true;
            case DashboardCommand.PreviousStep:
                SelectStep(SelectedStep < 0 ? StepCount - 1 : SelectedStep - 1);
                return true;
            default:
                return Lines.Apply(command);
        }
    }

    /// <summary>The open step first, then the trace.</summary>
    private void Close()
    {
        if (OpenStep >= 0)
        {
            OpenStep = -1;
        }
        else
        {
            (Row, Detail) = (null, null);
        }
    }

    /// <summary>Beyond either end, the other one.</summary>
    private void SelectStep(int step)
    {
        if (StepCount > 0)
        {
            SelectedStep = (step + StepCount) % StepCount;
            RevealsStep = true;
        }
    }

    private void ToggleStep()
    {
        if (SelectedStep < 0)
        {
            SelectStep(0);
        }

        OpenStep = OpenStep == SelectedStep ? -1 : SelectedStep;
        RevealsStep = StepCount > 0;
    }
}

/// <summary>How far the reading of a whole trace is.</summary>
internal enum DetailProgress
{
    /// <summary>Asked for.</summary>
    Reading,

    /// <summary>All there is.</summary>
    Complete,

    /// <summary>The store could not be read.</summary>
    Failed,

    /// <summary>The store does not have it.</summary>
    Missing,
}
