using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui;

/// <summary>A <see cref="TraceBook"/> plus what the user sees of it. Pure, like the book.</summary>
/// <param name="options">What was asked for at the start.</param>
internal sealed class DashboardState(DashboardOptions options)
{
    public DashboardOptions Options { get; } = options;

    public TraceBook Book { get; } = new(options.History, options.Refresh);

    /// <summary>The moment of the last event or tick: countdowns count from here.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>The store in use; before it says so itself, the one that was asked for.</summary>
    public string StoreName => Book.Store.Name.Length > 0 ? Book.Store.Name : Options.StoreName;

    /// <summary>When the picture changes by itself next: a countdown's digits, or a verdict of the book.</summary>
    public TimeSpan? NextTickAt =>
        Earliest(Book.NextTickAt, Earliest(NextDigitAt(FeedCountdown), NextDigitAt(StoreCountdown)));

    /// <summary>Seconds until the feed is tried again, as shown; null: no countdown is shown.</summary>
    public int? FeedRetrySeconds => SecondsUntil(FeedCountdown);

    /// <summary>Seconds until the store is tried again, as shown; null: no countdown is shown.</summary>
    public int? StoreRetrySeconds => SecondsUntil(StoreCountdown);

    /// <summary>A backend that was never reached is not counted down to: nothing on the screen changes for it.</summary>
    private TimeSpan? FeedCountdown => Book.Feed.State == SourceState.Reconnecting ? Book.Feed.RetryAt : null;

    private TimeSpan? StoreCountdown => Book.Store.Error is null ? null : Book.Store.RetryAt;

    /// <returns>True when there may be something to draw.</returns>
    public bool Apply(SourceEvent sourceEvent, Moment now)
    {
        Now = now.Monotonic;
        return Book.Apply(sourceEvent, now);
    }

    /// <returns>True when there may be something to draw.</returns>
    public bool Tick(Moment now)
    {
        (int? feed, int? store) = (FeedRetrySeconds, StoreRetrySeconds);
        Now = now.Monotonic;
        return Book.Tick(now) | feed != FeedRetrySeconds | store != StoreRetrySeconds;
    }

    private int? SecondsUntil(TimeSpan? due) =>
        due is { } at ? Math.Max(0, (int)Math.Ceiling((at - Now).TotalSeconds)) : null;

    private TimeSpan? NextDigitAt(TimeSpan? due) =>
        SecondsUntil(due) is > 0 and { } shown ? due - TimeSpan.FromSeconds(shown - 1) : null;

    private static TimeSpan? Earliest(TimeSpan? first, TimeSpan? second) =>
        first is null ? second : second is null ? first : first < second ? first : second;
}
