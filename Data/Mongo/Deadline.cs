namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>When several steps together must be done.</summary>
/// <param name="limit">The time that all steps have together.</param>
/// <param name="time">The clock, read without leaps.</param>
internal sealed class Deadline(TimeSpan limit, TimeProvider time)
{
    private readonly TimeSpan _end = time.Now() + limit;

    public TimeSpan Limit => limit;

    /// <summary>By the monotonic clock.</summary>
    public TimeSpan Now => time.Now();

    /// <summary>What is left, never negative.</summary>
    public TimeSpan Left => _end - time.Now() is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>A part of what is left, for several steps of which each may fail by itself.</summary>
    /// <param name="parts">How many share what is left.</param>
    /// <param name="most">What it has at most.</param>
    public Deadline Part(int parts, TimeSpan most) => new(Left / parts < most ? Left / parts : most, time);

    /// <summary>Runs a step with a part of what is left.</summary>
    /// <param name="parts">How many steps share what is left, this one included.</param>
    /// <exception cref="TimeoutException">The step took too long.</exception>
    /// <exception cref="OperationCanceledException">Cancelled by the caller.</exception>
    public async Task<T> RunAsync<T>(int parts, Func<CancellationToken, Task<T>> step, CancellationToken cancellation)
    {
        using var timer = new CancellationTokenSource(Left / parts, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellation);
        try
        {
            return await step(either.Token);
        }
        catch (OperationCanceledException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw new TimeoutException();
        }
    }
}
