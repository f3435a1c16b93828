using System.Runtime.CompilerServices;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// A total order of rows: by the value of a column, equal values by time. Ascending; who shows it the other way round reads it from
/// its end.
/// </summary>
/// <param name="Column">What decides first.</param>
internal readonly record struct RowOrder(SortColumn Column) : IComparer<TraceRow>
{
    /// <summary>Bits of a key: three digits of <see cref="RadixSort"/>.</summary>
    public const int KeyBits = 33;

    /// <summary>Bits of the logarithm, rounded down, of the greatest number that a trace has (1e15 tokens).</summary>
    private const int ExponentBits = 6;

    private const int MantissaBits = 52;

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

    /// <summary>A number that orders as the column's value does; texts have none. Numbers are told apart by 27 bits of their
    /// mantissa.</summary>
    public ulong KeyOf(TraceRow row) => Column switch
    {
        SortColumn.Latency => LatencyKey.Of(row.Trace),
        SortColumn.Tokens => TokensKey.Of(row.Trace),
        SortColumn.Steps => StepsKey.Of(row.Trace),
        SortColumn.Status => StatusKey.Of(row.Trace),
        _ => 0,
    };

    /// <summary><see cref="KeyOf(TraceRow)"/> of many rows. They lie far apart in memory: a loop as short as it can be has the processor
    /// wait for several at a time.</summary>
    public void FillKeys(RowRing rows, Span<ulong> keys)
    {
        switch (Column)
        {
            case SortColumn.Latency:
                Fill<LatencyKey>(rows, keys);
                break;
            case SortColumn.Tokens:
                Fill<TokensKey>(rows, keys);
                break;
            case SortColumn.Steps:
                Fill<StepsKey>(rows, keys);
                break;
            case SortColumn.Status:
                Fill<StatusKey>(rows, keys);
                break;
            default:
                keys.Clear();
                break;
        }
    }

    /// <summary>The model's name as it is compared.</summary>
    public static string ModelOf(TraceRow row) => row.Trace.ModelName ?? "";

    /// <summary><see cref="ModelOf"/> of several rows, as <see cref="FillKeys"/>.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="start">Position of the first one.</param>
    /// <param name="names">Receives as many as there is room for.</param>
    public static void FillModels(RowRing rows, int start, Span<string> names)
    {
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = ModelOf(rows[start + i]);
        }
    }

    private static void Fill<TKey>(RowRing rows, Span<ulong> keys)
        where TKey : struct, IColumnKey
    {
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = TKey.Of(rows[i].Trace);
        }
    }

    /// <summary>The bits of a double >= 1 order as its values do; the low bits of the mantissa go.</summary>
    private static ulong KeyOf(double value) =>
        (BitConverter.DoubleToUInt64Bits(1 + Math.Max(value, 0)) - BitConverter.DoubleToUInt64Bits(1))
            >> (ExponentBits + MantissaBits - KeyBits);

    private interface IColumnKey
    {
        static abstract ulong Of(Trace trace);
    }

    private readonly struct LatencyKey : IColumnKey
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static ulong Of(Trace trace) => trace.LatencyMs is { } latencyMs ? KeyOf(latencyMs) + 1 : 0;
    }

    private readonly struct TokensKey : IColumnKey
    {
        public static ulong Of(Trace trace) => KeyOf(trace.TokenCount);
    }

    private readonly struct StepsKey : IColumnKey
    {
        public static ulong Of(Trace trace) => KeyOf(trace.StepCount);
    }

    private readonly struct StatusKey : IColumnKey
    {
        public static ulong Of(Trace trace) => (ulong)trace.Status;
    }
}
