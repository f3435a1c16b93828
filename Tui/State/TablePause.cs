using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>Keeps rows and figures as they are while the book goes on, and counts what is held back.</summary>
internal sealed class TablePause(ShownRows rows)
{
    public bool IsPaused => rows.IsFrozen;

    /// <summary>Traces that arrived since.</summary>
    public int HeldBack { get; private set; }

    /// <summary>What comes now is a page of the past that was asked for before: no arrival.</summary>
    public bool IsPastComing { get; set; }

    /// <summary>The figures of the moment it began.</summary>
    public Figures Figures { get; private set; }

    public void Begin(Figures figures)
    {
        (HeldBack, Figures) = (0, figures);
        rows.Freeze();
    }

    public void End()
    {
        rows.Thaw();
        HeldBack = 0;
    }

    /// <summary>A row came; null when one was only replaced.</summary>
    public void Count(TraceRow? removed, TraceRow? added)
    {
        if (IsPaused && !IsPastComing && added is not null && removed?.Trace.Key != added.Trace.Key)
        {
            HeldBack++;
        }
    }
}
