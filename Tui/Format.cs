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
    private const double MostRowMs = 10_000_000;

    private const long Million = 1_000_000;

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

    /// <summary>As a figure: <c>2,340 ms</c>; <c>-</c> when there is none.</summary>
    public static SafeFormat FigureLatency(double? latencyMs) =>
        latencyMs is { } value ? SafeFormat.Of($"{Round(value):N0} ms") : $"-";

    /// <summary>In a row: <c>3420ms</c>; in seconds when that has too many digits; <c>-</c> when it is unusable.</summary>
    public static SafeFormat RowLatency(double? latencyMs) => latencyMs switch
    {
        null => SafeFormat.Of($"-"),
        < MostRowMs => $"{Round(latencyMs.Value)}ms",
        _ => $"{Round(latencyMs.Value / 1000)}s",
    };

    /// <summary>In a row: <c>1,247</c>; from a million on in thousands, then in millions: seven characters up to 99,999M.</summary>
    public static SafeFormat RowTokens(long tokens) => tokens switch
    {
        < Million => SafeFormat.Of($"{tokens:N0}"),
        < 100 * Million => $"{tokens / 1000:N0}K",
        _ => $"{tokens / Million:N0}M",
    };

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

    /// <summary>Half up, as the figures of a person's own check would be.</summary>
    private static long Round(double value) => (long)Math.Floor(value + 0.5);
}
