namespace TraceLlm.Monitor.Data;

/// <summary>One instant on both clocks, handed to whatever must not read a clock itself.</summary>
/// <param name="Monotonic">For durations and due times (<see cref="MonotonicClock"/>).</param>
/// <param name="Wall">For what is shown and for clamping times that lie in the future.</param>
internal readonly record struct Moment(TimeSpan Monotonic, DateTimeOffset Wall)
{
    public static Moment Of(TimeProvider time) => new(time.Now(), time.GetUtcNow());
}
