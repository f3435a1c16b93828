using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// The field that the filter is typed into. The filter follows every key that leaves a good expression; only a field's name at the end
/// (<c>latency</c>) counts as a word not before Enter or a blank, because it is the beginning of <c>latency>2s</c>.
/// </summary>
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
        Parse(isBeingTyped: false);
    }

    /// <summary>Lets everything through.</summary>
    /// <returns>False when it did.</returns>
    public bool Clear()
    {
        bool hadFilter = !Applied.IsEmpty;
        Applied = TraceFilter.All;
        return hadFilter;
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(Key key)
    {
        switch (key.Code)
        {
            case KeyCode.Escape:
                Line.Set(_before);
                Parse(isBeingTyped: false);
                IsOpen = false;
                return true;
            case KeyCode.Enter:
                Parse(isBeingTyped: false);
                IsOpen = Error is not null;
                return true;
            default:
                bool isOwn = Line.Apply(key);
                Parse(isBeingTyped: true);
                return isOwn;
        }
    }

    public void Paste(string text)
    {
        Line.Insert(text);
        Parse(isBeingTyped: true);
    }

    private void Parse(bool isBeingTyped)
    {
        string text = Line.Text;
        bool isGood = TraceFilter.TryParse(text, out TraceFilter? filter, out TraceFilterError? error);
        Error = error;
        if (isGood && isBeingTyped && BeginningBeforeField(text) is { } beginning)
        {
            isGood = TraceFilter.TryParse(beginning, out filter, out _);
        }

        if (isGood && filter!.Text != Applied.Text)
        {
            Applied = filter;
        }
    }

    /// <summary>What stands before a field's name at the end; null when none stands there.</summary>
    private static string? BeginningBeforeField(string text)
    {
        int start = text.LastIndexOf(' ') + 1;
        ReadOnlySpan<char> word = text.AsSpan(start).TrimStart("-!");
        return TraceFilterValue.FieldOf(word) is null ? null : text[..start].TrimEnd();
    }
}
