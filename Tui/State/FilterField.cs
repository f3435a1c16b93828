using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>The field that the filter is typed into. The filter follows every key that leaves a good expression.</summary>
internal sealed class FilterField
{
    private string _before = "";

    /// <param name="filter">To begin with.</param>
    public FilterField(TraceFilter filter) => Applied = filter;

    public bool IsOpen { get; private set; }

    public LineEditor Line { get; } = new();

    /// <summary>The last good filter: the one that holds.</summary>
    public TraceFilter Applied { get; private set; }

    /// <summary>What is wrong with the text; null when nothing is.</summary>
    public TraceFilterError? Error { get; private set; }

    public void Open()
    {
        IsOpen = true;
        _before = Applied.Text;
        Line.Set(_before);
        Parse();
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(Key key)
    {
        switch (key.Code)
        {
            case KeyCode.Escape:
                Line.Set(_before);
                Parse();
                IsOpen = false;
                return true;
            case KeyCode.Enter:
                IsOpen = Error is not null;
                return true;
            default:
                bool isOwn = Line.Apply(key);
                Parse();
                return isOwn;
        }
    }

    public void Paste(string text)
    {
        Line.Insert(text);
        Parse();
    }

    private void Parse()
    {
        if (TraceFilter.TryParse(Line.Text, out TraceFilter? filter, out TraceFilterError? error) && Line.Text != Applied.Text)
        {
            Applied = filter!;
        }

        Error = error;
    }
}
