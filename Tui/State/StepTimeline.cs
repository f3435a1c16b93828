using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// Where the steps of a trace lie on a common axis of time. A step is recorded when it ends, so it began its duration before; steps
/// whose times tell nothing (missing, or all the same) follow one another.
/// </summary>
internal sealed class StepTimeline
{
    private readonly (double StartMs, double EndMs)[] _spans;

    public StepTimeline(IReadOnlyList<Step> steps)
    {
        _spans = new (double, double)[steps.Count];
        DateTimeOffset? origin = TellsTimes(steps) ? steps.Min(step => step.Timestamp) : null;
        double previousEnd = 0;
        for (int i = 0; i < steps.Count; i++)
        {
            double length = steps[i].DurationMs ?? 0;
            double end = origin is { } first && steps[i].Timestamp is { } at ? (at - first).TotalMilliseconds : previousEnd + length;
            _spans[i] = (end - length, end);
            previousEnd = end;
        }

        StartMs = _spans.Length == 0 ? 0 : _spans.Min(span => span.StartMs);
        LengthMs = _spans.Length == 0 ? 0 : _spans.Max(span => span.EndMs) - StartMs;
    }

    /// <summary>From the first beginning to the last end.</summary>
    public double LengthMs { get; }

    private double StartMs { get; }

    /// <summary>The cells that a step's bar covers of an axis, one at least.</summary>
    public (int First, int Count) BarOf(int step, int columns)
    {
        if (LengthMs <= 0)
        {
            return (0, 1);
        }

        (double start, double end) = _spans[step];
        int first = Math.Clamp((int)((start - StartMs) / LengthMs * columns), 0, columns - 1);
        int last = Math.Clamp((int)Math.Ceiling((end - StartMs) / LengthMs * columns), first + 1, columns);
        return (first, last - first);
    }

    private static bool TellsTimes(IReadOnlyList<Step> steps) =>
        steps.Count(step => step.Timestamp is not null) == 1 || steps.Where(step => step.Timestamp is not null)
            .Select(step => step.Timestamp).Distinct().Take(2).Count() == 2;
}
