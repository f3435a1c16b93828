using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Tui.State;

/// <summary>The seconds shown until a source is tried again.</summary>
/// <param name="Due">When; null: none are shown.</param>
/// <param name="Now">On the same clock.</param>
internal readonly record struct RetryCountdown(TimeSpan? Due, TimeSpan Now)
{
    /// <summary>Null: nothing is counted down.</summary>
    public int? Seconds => Due is { } at ? Math.Max(0, (int)Math.Ceiling((at - Now).TotalSeconds)) : null;

    /// <summary>When the digits change; null: they do not.</summary>
    public TimeSpan? NextDigitAt => Seconds is > 0 and { } shown ? Due - TimeSpan.FromSeconds(shown - 1) : null;

    /// <summary>A backend that was never reached is not counted down to: nothing on the screen changes for it.</summary>
    public static RetryCountdown OfFeed(TraceBook book, TimeSpan now) =>
        new(book.Feed.State == SourceState.Reconnecting ? book.Feed.RetryAt : null, now);

    public static RetryCountdown OfStore(TraceBook book, TimeSpan now) => new(book.Store.Error is null ? null : book.Store.RetryAt, now);
}
