using System.Text;
using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Ansi;
using TraceLlm.Monitor.Tui.State;

namespace TraceLlm.Monitor.Tui;

/// <summary>How figures are written and coloured, wherever they stand.</summary>
internal static class Format
{
    /// <summary>A latency from here on is shown as slow.</summary>
    private const double SlowMs = 900;

    /// <summary>A latency from here on is shown as very slow.</summary>
    private const double VerySlowMs = 1500;

    /// <summary>Milliseconds of more digits than this are shown in seconds in a row.</summary>
    private const long MostRowMs = 9_999_999;

    /// <summary>Columns of <c>999,999</c> and <c>99,999M</c>.</summary>
    private const int RowTokensColumns = 7;

    /// <summary>What stands behind a count for each time that it was divided by a thousand.</summary>
    private static readonly Rune[] Units = [new('K'), new('M'), new('G'), new('T'), new('P')];

    public static Style LatencyStyle(Theme theme, double? latencyMs) => latencyMs switch
    {
        null => theme.Hint,
        < SlowMs => theme.Good,
        < VerySlowMs => theme.Caution,
        _ => theme.Bad,
    };

    public static Style StatusStyle(Theme theme, TraceStatus status) => status switch
    {
        TraceStatus.Success => theme.Good,
        TraceStatus.Warning => theme.Caution,
        TraceStatus.Failed => theme.Bad,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static Style NoticeStyle(Theme theme, NoticeKind kind) => kind switch
    {
        NoticeKind.Error => theme.Bad,
        NoticeKind.Caution => theme.Caution,
        NoticeKind.Advice => theme.Hint,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    public static SafeFormat StatusWord(TraceStatus status) => status switch
    {
        TraceStatus.Success => SafeFormat.Of($"SUCCESS"),
        TraceStatus.Warning => $"WARNING",
        TraceStatus.Failed => $"FAILED",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>As a figure: <c>2,340 ms</c>; in seconds where that does not fit; <c>-</c> when there is none.</summary>
    public static SafeFormat FigureLatency(double? latencyMs, int columns = int.MaxValue)
    {
        if (latencyMs is not { } value)
        {
            return $"-";
        }

        long milliseconds = Round(value);
        return ColumnsOf(milliseconds) + 3 <= columns
            ? SafeFormat.Of($"{milliseconds:N0} ms")
            : $"{Count(Round(value / 1000), columns - 2)} s";
    }

    /// <summary>As a figure: <c>14,823</c>; where that does not fit in thousands, millions and so on: <c>20,000M</c>.</summary>
    public static SafeFormat Count(long count, int columns)
    {
        int divisions = 0;
        while (ColumnsOf(count) + (divisions > 0 ? 1 : 0) > columns && divisions < Units.Length)
        {
            count /= 1000;
            divisions++;
        }

        return divisions == 0 ? SafeFormat.Of($"{count:N0}") : $"{count:N0}{Units[divisions - 1]}";
    }

    /// <summary>In a row: <c>3420ms</c>; in seconds when that has too many digits; <c>-</c> when it is unusable.</summary>
    public static SafeFormat RowLatency(double? latencyMs) =>
        latencyMs is not { } value ? SafeFormat.Of($"-")
        : Round(value) <= MostRowMs ? SafeFormat.Of($"{Round(value)}ms")
        : $"{Round(value / 1000)}s";

    /// <summary>In a row: <c>1,247</c>; from a million on in thousands, then in millions.</summary>
    public static SafeFormat RowTokens(long tokens) => Count(tokens, RowTokensColumns);

    /// <summary>As many decimals as were asked for, three at most: <c>2</c>, <c>0.5</c>.</summary>
    public static SafeFormat Seconds(TimeSpan interval)
    {
        long milliseconds = (long)Math.Round(interval.TotalMilliseconds);
        (long whole, long fraction) = (milliseconds / 1000, milliseconds % 1000);
        return fraction == 0 ? SafeFormat.Of($"{whole}")
            : fraction % 100 == 0 ? SafeFormat.Of($"{whole}.{fraction / 100}")
            : fraction % 10 == 0 ? SafeFormat.Of($"{whole}.{fraction / 10:D2}")
            : $"{whole}.{fraction:D3}";
    }

    /// <summary>Traces per minute; <c>-</c> when there is none.</summary>
    public static SafeFormat PerMinute(double? rate) => rate is { } value ? SafeFormat.Of($"{Round(value):N0}") : $"-";

    /// <summary>The share of errors: <c>29.2%</c>; <c>-</c> of nothing.</summary>
    public static SafeFormat Rate(StatusCounts counts)
    {
        if (counts.Total == 0)
        {
            return $"-";
        }

        long thousandths = Round(1000.0 * counts.Errors / counts.Total);
        return $"{thousandths / 10}.{thousandths % 10}%";
    }

    /// <summary>Times of this zone are said to be UTC; null: the zone is not known yet.</summary>
    public static bool IsUtc(TimeZoneInfo? zone) => zone is { BaseUtcOffset.Ticks: 0, SupportsDaylightSavingTime: false };

    /// <summary>With the separators of its groups.</summary>
    private static int ColumnsOf(long count)
    {
        int digits = 1;
        for (long rest = count / 10; rest != 0; rest /= 10)
        {
            digits++;
        }

        return digits + ((digits - 1) / 3) + (count < 0 ? 1 : 0);
    }

    /// <summary>Half up, as the figures of a person's own check would be.</summary>
    private static long Round(double value) => (long)Math.Floor(value + 0.5);
}
