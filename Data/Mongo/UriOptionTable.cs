namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// Every option that the specification knows, also those that a reader with one connection has no use for: pools, writes,
/// retries, monitoring. They are checked and then ignored.
/// </summary>
internal static class UriOptionTable
{
    /// <summary>Another name of <c>tls</c>.</summary>
    public const string SslAlias = "ssl";

    /// <summary>The specification's least time between two looks at a server.</summary>
    private const int MinHeartbeatMs = 500;

    private static readonly Dictionary<string, UriOption> Options = Index(
    [
        .. All(UriOptionKind.Flag, "directConnection", "enableOverloadRetargeting", "journal", "loadBalanced", "retryReads",
            "retryWrites", "serverSelectionTryOnce", "tls", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames",
            "tlsDisableCertificateRevocationCheck", "tlsDisableOCSPEndpointCheck", "tlsInsecure"),
        .. All(UriOptionKind.Number, "connectTimeoutMS", "localThresholdMS", "maxAdaptiveRetries", "maxIdleTimeMS", "maxPoolSize",
            "minPoolSize", "socketTimeoutMS", "srvMaxHosts", "timeoutMS", "waitQueueMultiple", "waitQueueTimeoutMS",
            "wTimeoutMS"),
        .. All(UriOptionKind.Text, "appName", "authMechanism", "authSource", "compressors", "proxyHost", "proxyPassword",
            "proxyUsername", "readConcernLevel", "readPreference", "replicaSet", "serverMonitoringMode", "srvServiceName",
            "tlsCAFile", "tlsCertificateKeyFile", "tlsCertificateKeyFilePassword", "uuidRepresentation", "w"),
        new("authMechanismProperties", UriOptionKind.Pairs),
        new("heartbeatFrequencyMS", UriOptionKind.Number, MinHeartbeatMs),
        new("maxConnecting", UriOptionKind.Number, Min: 1),
        new("maxStalenessSeconds", UriOptionKind.Number, Min: -1),
        new("proxyPort", UriOptionKind.Number, Min: 1, Max: ushort.MaxValue),
        new("readPreferenceTags", UriOptionKind.TagSets),
        new("serverSelectionTimeoutMS", UriOptionKind.Number, Min: 1),
        new("zlibCompressionLevel", UriOptionKind.Number, Min: -1, Max: 9),
    ]);

    /// <returns>Null when there is no such option.</returns>
    public static UriOption? Find(string name) =>
        Options.GetValueOrDefault(name.Equals(SslAlias, StringComparison.OrdinalIgnoreCase) ? "tls" : name);

    private static UriOption[] All(UriOptionKind kind, params string[] names) =>
        Array.ConvertAll(names, name => new UriOption(name, kind));

    private static Dictionary<string, UriOption> Index(UriOption[] options) =>
        options.ToDictionary(static option => option.Name, StringComparer.OrdinalIgnoreCase);
}
