using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// A total order of rows: by the value of a column, equal values by time. Ascending; who shows it the other way round reads it from
/// its end.
/// </summary>
/// <param name="Column">What decides first.</param>
internal readonly record struct RowOrder(SortColumn Column) : IComparer<TraceRow>
{
    /// <summary>Bits of a key: what a row's position leaves of 64.</summary>
    public const int KeyBits = 44;

    public int Compare(TraceRow? left, TraceRow? right)
    {
        int byValue = Column switch
        {
            SortColumn.Time => 0,
            SortColumn.Model => string.CompareOrdinal(ModelOf(left!), ModelOf(right!)),
            _ => KeyOf(left!).CompareTo(KeyOf(right!)),
        };
        return byValue != 0 ? byValue : left!.CompareTo(right);
    }

    /// <summary>A number that orders as the column's value does; texts have none. Numbers are told apart by 32 bits of their
    /// mantissa.</summary>
    public ulong KeyOf(TraceRow row) => Column switch
    {
        SortColumn.Latency => row.Trace.LatencyMs is { } latencyMs ? KeyOf(latencyMs) + 1 : 0,
        SortColumn.Tokens => KeyOf(row.Trace.TokenCount),
        SortColumn.Steps => KeyOf(row.Trace.StepCount),
        SortColumn.Status => (ulong)row.Trace.Status,
        _ => 0,
    };

    /// <summary>The model's name as it is compared.</summary>
    public static string ModelOf(TraceRow row) => row.Trace.ModelName ?? "";

    /// <summary>The bits of a double >= 0 order as its values do; the low bits of the mantissa go.</summary>
    private static ulong KeyOf(double value) => BitConverter.DoubleToUInt64Bits(Math.Max(value, 0)) >> (64 - KeyBits);
}
