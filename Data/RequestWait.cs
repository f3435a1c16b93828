using System.Threading.Channels;

namespace TraceLlm.Monitor.Data;

/// <summary>Waits for whatever comes first of what a source listens to.</summary>
internal static class RequestWait
{
    /// <summary>Ends when there is a request, when the bell was rung, or when the time is up.</summary>
    /// <param name="requests">What the main loop asks for.</param>
    /// <param name="bell">Null: none is listened to.</param>
    /// <param name="wait">Whole milliseconds, or infinite.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static async Task ForAsync(
        ChannelReader<SourceRequest> requests, ChangeBell? bell, TimeSpan wait, TimeProvider time, CancellationToken cancellation)
    {
        using var timeUp = new CancellationTokenSource(wait, time);
        using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeUp.Token);
        Task request = requests.WaitToReadAsync(stopWaiting.Token).AsTask();
        await Task.WhenAny(request, bell?.WaitAsync(stopWaiting.Token) ?? request);
        await stopWaiting.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }
}
