using System.Net;
using System.Security.Cryptography.X509Certificates;
using TraceLlm.Monitor.Data;

namespace TraceLlm.Monitor.Net;

/// <summary>What the feed needs to know; the REST API is asked by the same rules.</summary>
internal sealed record TraceFeedOptions
{
    /// <summary>The given host: a name, an IPv4 address, or an IPv6 address without brackets
    /// (<see cref="BackendEndpoint.IsHost"/>).</summary>
    public required string Host { get; init; }

    /// <summary>The given port, tried first.</summary>
    public required int Port { get; init; }

    /// <summary><c>wss://</c> instead of <c>ws://</c>.</summary>
    public bool UseTls { get; init; }

    /// <summary>The path of the WebSocket.</summary>
    public string Path { get; init; } = "/ws";

    /// <summary>False: the given port and no other.</summary>
    public bool ProbeOtherPorts { get; init; } = true;

    /// <summary>Where development backends are found, tried in this order after the given port.</summary>
    public IReadOnlyList<int> OtherPorts { get; init; } = [8000, 8001, 8080, 3000];

    /// <summary>Where the feed tells that it is connected.</summary>
    public BackendPlace Place { get; init; } = new();

    /// <summary>Traces that it does not match are not published; null publishes all.</summary>
    public TraceStoreFilter? Filter { get; init; }

    /// <summary>The clock of every wait; <see cref="SourceStatus.RetryAt"/> is on it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>For the jitter of the waits between attempts.</summary>
    public Random Random { get; init; } = Random.Shared;

    /// <summary>Looks a host name up. It need not obey its token: the feed stops waiting for it.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> ResolveAsync { get; init; } = Dns.GetHostAddressesAsync;

    /// <summary>How the server's certificate is judged; null: by the certificates that the system trusts.</summary>
    public X509ChainPolicy? CertificatePolicy { get; init; }
}
