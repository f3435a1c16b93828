using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>What hides rows.</summary>
/// <param name="Filter">What was typed.</param>
/// <param name="ErrorsOnly">Traces that are a success are hidden as well.</param>
internal readonly record struct RowFilter(TraceFilter Filter, bool ErrorsOnly)
{
    public static RowFilter None { get; } = new(TraceFilter.All, ErrorsOnly: false);

    /// <summary>Every row passes.</summary>
    public bool IsNone => !ErrorsOnly && Filter.IsEmpty;

    /// <inheritdoc cref="TraceFilter.SearchesTexts"/>
    public bool SearchesTexts => Filter.SearchesTexts;

    public bool Passes(TraceRow row) => IsNone || ((!ErrorsOnly || row.Trace.Status != TraceStatus.Success) && Filter.Matches(row.Trace));
}
