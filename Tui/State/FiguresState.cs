using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>The figures that cover what is held: per model, and filtered. Read when they are drawn, and not too often.</summary>
internal sealed class FiguresState(ShownRows rows, TraceLedger ledger)
{
    /// <summary>Up to so many rows they are read for every frame.</summary>
    private const int FewRows = 5000;

    /// <summary>Reading 100,000 rows takes some milliseconds: four times a second at most.</summary>
    private static readonly TimeSpan LeastInterval = TimeSpan.FromMilliseconds(250);

    private HeldFigures? _held;
    private (long Version, long Changes) _heldOf;
    private TimeSpan _readAt;
    private bool _isWaiting;
    private double? _frozenRate;

    /// <summary>The Overview's figures cover the rows that pass the filter; those per model always do.</summary>
    public bool FollowFilter { get; private set; }

    public LatencyTrail Trail { get; } = new();

    /// <summary>When figures that were read too short a time ago are due; null: they are up to date.</summary>
    public TimeSpan? DueAt => _isWaiting ? _readAt + LeastInterval : null;

    /// <summary>As of the newest trace; null when none is held.</summary>
    public double? TracesPerMinute => rows.IsFrozen ? _frozenRate : TraceRate.PerMinute(ledger);

    /// <summary>Figures of held rows as the Overview shows them.</summary>
    /// <param name="heldCount">Rows held, those that do not pass the filter included.</param>
    public static Figures Of(ModelFigures all, long heldCount) => new(
        all.Counts, all.AverageMs, all.P50Ms, all.P95Ms, all.P99Ms, all.TokenCount, FigureScope.Held, heldCount);

    /// <summary>What follows the traces as they come stays as it is.</summary>
    public void Freeze()
    {
        _frozenRate = TraceRate.PerMinute(ledger);
        Trail.Freeze();
    }

    public void Thaw() => Trail.Thaw();

    /// <summary>Time has passed: figures that were due may be read, or nobody draws them any more.</summary>
    /// <returns>True when they were due.</returns>
    public bool Tick(TimeSpan now)
    {
        bool isDue = DueAt <= now;
        _isWaiting &= !isDue;
        return isDue;
    }

    public void ToggleFilter() => FollowFilter = !FollowFilter;

    /// <summary>Over the rows held that pass the filter.</summary>
    public HeldFigures Held(TimeSpan now)
    {
        // Paused rows stay the same whatever the ledger does.
        var of = (Version: rows.IsFrozen ? 0 : ledger.Version, rows.Changes);
        if (_held is not null && of == _heldOf)
        {
            return _held;
        }

        bool isSoon = _held is not null && rows.HeldCount > FewRows && now < _readAt + LeastInterval && of.Changes == _heldOf.Changes;
        if (!isSoon)
        {
            (_heldOf, _readAt) = (of, now);
            _held = rows.IsFiltered ? HeldFigures.Of(rows.Count, index => rows[index]) : HeldFigures.Of(rows.HeldCount, rows.HeldAt);
        }

        _isWaiting = isSoon;
        return _held!;
    }
}
