using System.Threading.Channels;

namespace TraceLlm.Monitor.Data;

/// <summary>Something that publishes events until it is cancelled: the feed, the poller.</summary>
internal interface IEventSource
{
    /// <summary>Runs until cancelled. Failures of the network never end it: they are published as <see cref="SourceStatus"/>.</summary>
    /// <param name="publish">Takes an event; false when the queue is full: the event is then lost to the screen, and the source
    /// counts it and asks for a catch-up read where that matters. Never blocks; may be called from any thread.</param>
    /// <param name="requests">What the main loop asks for.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    Task RunAsync(Func<SourceEvent, bool> publish, ChannelReader<SourceRequest> requests, CancellationToken cancellation);
}
