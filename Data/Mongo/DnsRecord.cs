namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>A record of a name server's answer, of the kinds that matter here. Names are in lower case, without the dot at their
/// end.</summary>
internal abstract record DnsRecord
{
    private DnsRecord()
    {
    }

    /// <summary>The name that it belongs to.</summary>
    public required string Owner { get; init; }

    /// <summary>How long it may be remembered.</summary>
    public required TimeSpan TimeToLive { get; init; }

    /// <param name="Target">The host where a service runs; empty: it is not offered.</param>
    /// <param name="Port">TCP port.</param>
    public sealed record Srv(string Target, int Port) : DnsRecord;

    /// <param name="Value">A text, its parts joined.</param>
    public sealed record Txt(string Value) : DnsRecord;

    /// <param name="Target">The name for which the answer is meant.</param>
    public sealed record Cname(string Target) : DnsRecord;
}
