using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>
/// The latencies of the last traces, for the sparkline, as a sweep: a new one is written behind the last, from the left again after
/// the end, so that one new trace changes two cells and not all of them.
/// </summary>
internal sealed class LatencyTrail
{
    /// <summary>Traces in it: the width of the sparkline, less the gap that tells where the newest stands.</summary>
    public const int Length = 24;

    private readonly double[] _latencies = new double[Length];
    private int _next;
    private double[] _shown;
    private int _gap;

    public LatencyTrail()
    {
        Array.Fill(_latencies, double.NaN);
        _shown = _latencies;
    }

    /// <param name="cell">0 is the left one.</param>
    /// <returns>Milliseconds; null: none has been written there, the trace had none, or it is the gap behind the newest.</returns>
    public double? this[int cell] => cell == _gap || double.IsNaN(_shown[cell]) ? null : _shown[cell];

    /// <summary>What is shown stays as it is; what comes is kept for later.</summary>
    public void Freeze() => _shown = [.. _latencies];

    public void Thaw() => (_shown, _gap) = (_latencies, _next);

    /// <summary>Takes a row that came, if it is one of the last; older pages are not.</summary>
    public void Follow(TraceLedger ledger, TraceRow? removed, TraceRow? added)
    {
        bool isNew = added is not null && removed?.Trace.Key != added.Trace.Key;
        if (isNew && ledger.IndexOf(added!) < Length)
        {
            Add(added!);
        }
    }

    private void Add(TraceRow row)
    {
        _latencies[_next] = row.Trace.LatencyMs ?? double.NaN;
        _next = (_next + 1) % Length;
        _gap = ReferenceEquals(_shown, _latencies) ? _next : _gap;
    }
}
