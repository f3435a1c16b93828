namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The options of a connection string that this client acts on (MongoDB specifications, uri-options), checked against each other.
/// A class, not a record: it holds passwords that must not be printed.
/// </summary>
internal sealed class MongoUriOptions
{
    /// <summary>The server's limit for the name of an application.</summary>
    private const int MaxAppNameBytes = 128;

    private static readonly string[] MonitoringModes = ["auto", "poll", "stream"];

    /// <param name="values">The options given.</param>
    /// <param name="hostCount">How many servers the string names.</param>
    /// <param name="isSrv">Whether its servers are found by DNS.</param>
    /// <exception cref="MongoUriException">Options contradict each other.</exception>
    internal MongoUriOptions(UriOptionValues values, int hostCount, bool isSrv)
    {
        Values = values;
        UriOptionRules.Check(values, hostCount, isSrv);
        ReadPreference = ReadPreference.Of(values);
        Tls = new TlsOptions(values, isDefault: isSrv);
        Compression = new CompressionOptions(values);
        AppName = values.Text("appName");
        if (AppName is not null && System.Text.Encoding.UTF8.GetByteCount(AppName) > MaxAppNameBytes)
        {
            values.Ignore("appName", "128 bytes at most");
            AppName = null;
        }

        if (values.Text("serverMonitoringMode") is string monitoring && !MonitoringModes.Contains(monitoring))
        {
            values.Ignore("serverMonitoringMode", string.Join(" or ", MonitoringModes));
        }
    }

    /// <summary>From which members to read.</summary>
    public ReadPreference ReadPreference { get; }

    /// <summary>How recent and how safe what is read must be, in the server's words; null: the server's default.</summary>
    public string? ReadConcernLevel => Values.Text("readConcernLevel");

    public TlsOptions Tls { get; }

    public CompressionOptions Compression { get; }

    /// <summary>The name by which the server's log knows this client; null: our own.</summary>
    public string? AppName { get; }

    /// <summary>The replica set that the servers must belong to; null: any.</summary>
    public string? ReplicaSet => Values.Text("replicaSet");

    /// <summary>True: ask the one server named and look for no others. Null: not said.</summary>
    public bool? DirectConnection => Values.Flag("directConnection");

    /// <summary>The server named is a load balancer with many behind it.</summary>
    public bool LoadBalanced => Values.Flag("loadBalanced") == true;

    /// <summary>How long to look for a server that can be used; null: not said.</summary>
    public TimeSpan? ServerSelectionTimeout => Values.Milliseconds("serverSelectionTimeoutMS");

    /// <summary>How often to look who is there; null: not said.</summary>
    public TimeSpan? HeartbeatFrequency => Values.Milliseconds("heartbeatFrequencyMS");

    /// <summary>How much slower than the fastest a server may be to be chosen; null: not said.</summary>
    public TimeSpan? LocalThreshold => Values.Milliseconds("localThresholdMS");

    /// <summary>How many of the servers that DNS lists to use; null or 0: all.</summary>
    public int? SrvMaxHosts => Values.Number("srvMaxHosts");

    /// <summary>The service that is looked up in DNS.</summary>
    public string SrvServiceName => Values.Text("srvServiceName") ?? "mongodb";

    /// <summary>One line for each option that is ignored although it was meant to do something.</summary>
    public IReadOnlyList<string> Warnings => Values.Warnings;

    /// <summary>All that was given, as texts.</summary>
    internal UriOptionValues Values { get; }
}
