using TraceLlm.Monitor.Data;
using TraceLlm.Monitor.Tui.Themes;

namespace TraceLlm.Monitor.Tui;

/// <summary>What the dashboard needs to know beyond the events.</summary>
internal sealed record DashboardOptions
{
    /// <summary>Polling interval while the feed is not trusted.</summary>
    public required TimeSpan Refresh { get; init; }

    /// <summary>Rows shown.</summary>
    public required int Limit { get; init; }

    /// <summary>Traces held.</summary>
    public required int History { get; init; }

    /// <summary>The filter that the table begins with.</summary>
    public TraceFilter Filter { get; init; } = TraceFilter.All;

    /// <summary>UTC was asked for: the zone need not be looked up.</summary>
    public bool IsUtc { get; init; }

    /// <summary>Times are shown in this zone.</summary>
    public required Func<TimeZoneInfo> FindTimeZone { get; init; }

    /// <summary>Shown in the title; null: no filter.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Shown in the title; null: no filter.</summary>
    public string? Environment { get; init; }

    /// <summary>The title says so.</summary>
    public bool IsDemo { get; init; }

    /// <summary>The backend as given: <c>127.0.0.1:8000</c>, for the advice when it is not reached.</summary>
    public string BackendAddress { get; init; } = "";

    /// <summary>The store as it names itself: <c>mongodb 127.0.0.1/tracellm</c>.</summary>
    public required string StoreName { get; init; }

    /// <summary>The theme to begin with; null: the default one.</summary>
    public ThemeColors? Theme { get; init; }

    /// <summary>The database's address without its password, for the advice when it is not reached.</summary>
    public string StoreAddress { get; init; } = "";
}
