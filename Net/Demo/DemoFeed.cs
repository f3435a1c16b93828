using System.Threading.Channels;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net.Demo;

/// <summary>The real feed, connected to the demo's backend, which lives as long as it does.</summary>
/// <param name="backend">Disposed at the end.</param>
/// <param name="feed">Was given the backend's port and no other.</param>
internal sealed class DemoFeed(DemoBackend backend, TraceFeed feed) : IEventSource
{
    public async Task RunAsync(
        Func<SourceEvent, bool> publish, ChannelReader<SourceRequest> requests, CancellationToken cancellation)
    {
        using DemoBackend served = backend;
        Task serving = served.RunAsync(cancellation);
        Task first = await Task.WhenAny(serving, feed.RunAsync(publish, requests, cancellation));
        await first;
    }
}
