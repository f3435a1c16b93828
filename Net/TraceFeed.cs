using System.Diagnostics;
using System.Threading.Channels;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>
/// The live feed: every trace that the backend announces over its WebSocket. The backend waits for each client's socket when it
/// saves a trace, so the socket is always read, whatever becomes of what was read, and closed before this process is stopped.
/// </summary>
internal sealed class TraceFeed(TraceFeedOptions options) : IEventSource
{
    /// <inheritdoc/>
    public async Task RunAsync(
        Func<SourceEvent, bool> publish, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        var outbox = new FeedOutbox(publish);
        using var session = new FeedSession(options, outbox);
        while (true)
        {
            await RunUntilSuspendedAsync(session, requests, cancellation);
            while (!await IsResumedAsync(session, outbox, requests, cancellation))
            {
            }
        }
    }

    private static async Task RunUntilSuspendedAsync(
        FeedSession session, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task running = session.RunAsync(stop.Token);
        try
        {
            while (await NextAsync(requests, running, cancellation) is { } request)
            {
                switch (request)
                {
                    case SourceRequest.Suspend:
                        return;
                    case SourceRequest.CheckConnection:
                        session.Check();
                        break;
                    case SourceRequest.PollNow or SourceRequest.ReadTotals or SourceRequest.SetCadence or SourceRequest.Resume:
                    case SourceRequest.ReadTrace or SourceRequest.ReadPage:
                        break;
                    default:
                        throw new UnreachableException();
                }
            }

            // No more requests will come: nothing is left but to run.
            await running;
        }
        finally
        {
            await stop.CancelAsync();
            await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says that it is suspended and waits.</summary>
    /// <returns>True when it is to go on, false when it was asked to suspend again and has to answer again.</returns>
    private static async Task<bool> IsResumedAsync(
        FeedSession session, FeedOutbox outbox, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        outbox.Show(new SourceStatus(SourceKind.Feed, SourceState.Suspended, ""));
        Task resting = session.RestAsync(TimeSpan.MaxValue, stop.Token);
        try
        {
            while (await NextAsync(requests, resting, cancellation) is { } request)
            {
                if (request is SourceRequest.Resume or SourceRequest.Suspend)
                {
                    return request is SourceRequest.Resume;
                }
            }

            await resting;
            return true;
        }
        finally
        {
            await stop.CancelAsync();
            await resting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The next request; null when there will be none. Fails when the task that runs meanwhile fails.</summary>
    private static async Task<SourceRequest?> NextAsync(
        ChannelReader<SourceRequest> requests, Task running, CancellationToken cancellation)
    {
        Task<bool> more = requests.WaitToReadAsync(cancellation).AsTask();
        if (await Task.WhenAny(more, running) == running)
        {
            await running;
        }

        return await more && requests.TryRead(out SourceRequest? request) ? request : null;
    }
}
