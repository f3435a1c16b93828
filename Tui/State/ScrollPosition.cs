namespace TraceLlm.Monitor.Tui.State;

/// <summary>Which lines of a longer text are in sight.</summary>
internal sealed class ScrollPosition
{
    private int _lines = 1;

    /// <summary>The first line in sight.</summary>
    public int Top { get; private set; }

    /// <summary>Lines in sight at most, as they were drawn last.</summary>
    public int VisibleLines { get; private set; } = 1;

    /// <summary>Back to the first line.</summary>
    public void Reset() => Top = 0;

    /// <summary>Keeps what is in sight within what there is.</summary>
    public void Settle(int lines, int visibleLines)
    {
        (_lines, VisibleLines) = (lines, Math.Max(visibleLines, 1));
        ScrollTo(Top);
    }

    /// <summary>Brings some lines into sight, the first of them at least.</summary>
    public void Reveal(int first, int count)
    {
        if (first + count > Top + VisibleLines)
        {
            ScrollTo(first + count - VisibleLines);
        }

        if (first < Top)
        {
            ScrollTo(first);
        }
    }

    /// <returns>True when the command is one that scrolls.</returns>
    public bool Apply(DashboardCommand command)
    {
        int? top = command switch
        {
            DashboardCommand.Up => Top - 1,
            DashboardCommand.Down => Top + 1,
            DashboardCommand.PageUp => Top - VisibleLines,
            DashboardCommand.PageDown => Top + VisibleLines,
            DashboardCommand.First => 0,
            DashboardCommand.Last => _lines,
            _ => null,
        };
        ScrollTo(top ?? Top);
        return top is not null;
    }

    private void ScrollTo(int top) => Top = Math.Clamp(top, 0, Math.Max(_lines - VisibleLines, 0));
}
