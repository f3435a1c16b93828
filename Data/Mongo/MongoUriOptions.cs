namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The options of a connection string (MongoDB specifications, uri-options). Names are compared without regard to case. What a
/// reader with one connection has no use for is accepted in silence; what would change which data is read, or how safely, is
/// refused until it is supported; anything else is ignored with a warning.
/// </summary>
internal sealed record MongoUriOptions
{
    /// <summary>The read preference that is sent when the string names none.</summary>
    public const string DefaultReadPreference = "primaryPreferred";

    private static readonly string[] ReadPreferences =
        ["primary", "primaryPreferred", "secondary", "secondaryPreferred", "nearest"];

    private static readonly HashSet<string> Accepted = new(StringComparer.OrdinalIgnoreCase)
    {
        "appName", "authSource", "connectTimeoutMS", "directConnection", "heartbeatFrequencyMS", "journal", "localThresholdMS",
        "maxConnecting", "maxIdleTimeMS", "maxPoolSize", "minPoolSize", "retryReads", "retryWrites", "serverMonitoringMode",
        "serverSelectionTimeoutMS", "serverSelectionTryOnce", "socketTimeoutMS", "timeoutMS", "uuidRepresentation", "w",
        "waitQueueMultiple", "waitQueueTimeoutMS", "wTimeoutMS",
    };

    private static readonly HashSet<string> Unsupported = new(StringComparer.OrdinalIgnoreCase)
    {
        "authMechanism", "authMechanismProperties", "compressors", "maxStalenessSeconds", "proxyHost", "proxyPassword",
        "proxyPort", "proxyUsername", "readConcernLevel", "readPreferenceTags", "srvMaxHosts", "srvServiceName", "tlsCAFile",
        "tlsCertificateKeyFile", "tlsCertificateKeyFilePassword",
    };

    private static readonly HashSet<string> UnsupportedWhenTrue = new(StringComparer.OrdinalIgnoreCase)
    {
        "loadBalanced", "ssl", "tls", "tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames",
    };

    /// <summary>The mode to send to a replica set or mongos.</summary>
    public string ReadPreference { get; private init; } = DefaultReadPreference;

    /// <summary>One line for each option that is ignored although it was meant to do something.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <param name="text">What follows the '?'; may be empty.</param>
    /// <param name="hostCount">How many servers the string names.</param>
    /// <exception cref="MongoUriException">An option is malformed or not supported.</exception>
    internal static MongoUriOptions Parse(string text, int hostCount)
    {
        var warnings = new List<string>();
        string readPreference = DefaultReadPreference;
        foreach (string pair in text.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new MongoUriException("an option of the MongoDB connection string is not name=value");
            }

            string name = pair[..equals];
            string value = MongoUri.Decode(pair[(equals + 1)..], "an option");
            Refuse(name, value, hostCount);
            if (name.Equals("readPreference", StringComparison.OrdinalIgnoreCase))
            {
                readPreference = ParseReadPreference(value, warnings);
            }
            else if (!IsKnown(name))
            {
                warnings.Add($"{Quote(name)} of the MongoDB connection string is not known and is ignored");
            }
        }

        return new MongoUriOptions { ReadPreference = readPreference, Warnings = warnings };
    }

    private static void Refuse(string name, string value, int hostCount)
    {
        bool isTrue = value.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (Unsupported.Contains(name) || (UnsupportedWhenTrue.Contains(name) && isTrue))
        {
            throw MongoUri.Unsupported(name);
        }

        if (name.Equals("replicaSet", StringComparison.OrdinalIgnoreCase) && hostCount > 1)
        {
            throw MongoUri.Unsupported("replicaSet with several servers (name one of them, without replicaSet)");
        }
    }

    private static string ParseReadPreference(string value, List<string> warnings)
    {
        string? mode = Array.Find(ReadPreferences, known => known.Equals(value, StringComparison.OrdinalIgnoreCase));
        if (mode is null)
        {
            warnings.Add($"option readPreference is none of {string.Join(", ", ReadPreferences)} and is ignored");
        }

        return mode ?? DefaultReadPreference;
    }

    private static bool IsKnown(string name) =>
        Accepted.Contains(name) || UnsupportedWhenTrue.Contains(name)
        || name.Equals("replicaSet", StringComparison.OrdinalIgnoreCase);

    /// <summary>A name that is no plain word could be anything, a piece of a password included: it is not repeated.</summary>
    private static string Quote(string name)
    {
        const int LongestKnownName = 32;
        return name.Length <= LongestKnownName && name.All(char.IsAsciiLetter) ? $"option {name}" : "an option";
    }
}
