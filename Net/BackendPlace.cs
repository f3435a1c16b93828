namespace TraceLlm.Monitor.Net;

/// <summary>Where the feed is connected just now: the REST API is asked at the same place. Written by the feed, read by the store.</summary>
internal sealed class BackendPlace
{
    private BackendEndpoint? _endpoint;
    private int _connections;

    /// <summary>Proven to be TraceLLM; null while the feed is not connected.</summary>
    public BackendEndpoint? Endpoint => Volatile.Read(ref _endpoint);

    /// <summary>Connections so far: differs when another backend may have answered since.</summary>
    public int Connections => Volatile.Read(ref _connections);

    public void Enter(BackendEndpoint endpoint)
    {
        Volatile.Write(ref _endpoint, endpoint);
        Interlocked.Increment(ref _connections);
    }

    public void Leave() => Volatile.Write(ref _endpoint, null);
}
