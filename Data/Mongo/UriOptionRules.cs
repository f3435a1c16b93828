namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Which options exclude or need each other (MongoDB specifications, uri-options).</summary>
internal static class UriOptionRules
{
    private static readonly (string Left, string Right)[] Exclusive =
    [
        ("tlsInsecure", "tlsAllowInvalidCertificates"),
        ("tlsInsecure", "tlsAllowInvalidHostnames"),
        ("tlsInsecure", "tlsDisableCertificateRevocationCheck"),
        ("tlsInsecure", "tlsDisableOCSPEndpointCheck"),
        ("tlsAllowInvalidCertificates", "tlsDisableCertificateRevocationCheck"),
        ("tlsAllowInvalidCertificates", "tlsDisableOCSPEndpointCheck"),
        ("tlsDisableCertificateRevocationCheck", "tlsDisableOCSPEndpointCheck"),
    ];

    /// <exception cref="MongoUriException">A rule is broken.</exception>
    public static void Check(UriOptionValues values, int hostCount, bool isSrv)
    {
        foreach ((string left, string right) in Exclusive)
        {
            Refuse(values.Has(left) && values.Has(right), $"{left} and {right} exclude each other");
        }

        CheckTopology(values, hostCount, isSrv);
        CheckSrv(values, isSrv);
        CheckProxy(values);
    }

    private static void CheckTopology(UriOptionValues values, int hostCount, bool isSrv)
    {
        bool isDirect = values.Flag("directConnection") == true;
        bool isBalanced = values.Flag("loadBalanced") == true;
        Refuse(isDirect && hostCount > 1, "directConnection=true needs exactly one server");
        Refuse(isDirect && isSrv, "directConnection=true does not go with mongodb+srv://");
        Refuse(isBalanced && hostCount > 1, "loadBalanced=true needs exactly one server");
        Refuse(isBalanced && isDirect, "loadBalanced=true and directConnection=true exclude each other");
        Refuse(isBalanced && values.Has("replicaSet"), "loadBalanced=true and replicaSet exclude each other");
    }

    private static void CheckSrv(UriOptionValues values, bool isSrv)
    {
        Refuse(!isSrv && values.Has("srvMaxHosts"), "srvMaxHosts goes with mongodb+srv:// only");
        Refuse(!isSrv && values.Has("srvServiceName"), "srvServiceName goes with mongodb+srv:// only");
        bool isLimited = values.Number("srvMaxHosts") > 0;
        Refuse(isLimited && values.Has("replicaSet"), "srvMaxHosts and replicaSet exclude each other");
        Refuse(isLimited && values.Flag("loadBalanced") == true, "srvMaxHosts and loadBalanced=true exclude each other");
    }

    private static void CheckProxy(UriOptionValues values)
    {
        bool hasUser = values.Has("proxyUsername"), hasPassword = values.Has("proxyPassword");
        Refuse(!values.Has("proxyHost") && (hasUser || hasPassword || values.Has("proxyPort")), "proxy options need proxyHost");
        Refuse(hasUser != hasPassword, "proxyUsername and proxyPassword need each other");
    }

    private static void Refuse(bool isBroken, string rule)
    {
        if (isBroken)
        {
            throw new MongoUriException($"in the MongoDB connection string {rule}");
        }
    }
}
