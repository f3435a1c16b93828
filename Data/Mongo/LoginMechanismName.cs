namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>The names of the mechanisms in connection strings and on the wire.</summary>
internal static class LoginMechanismName
{
    private static readonly (string Name, LoginMechanism Mechanism)[] Names =
    [
        ("SCRAM-SHA-1", LoginMechanism.ScramSha1),
        ("SCRAM-SHA-256", LoginMechanism.ScramSha256),
        ("MONGODB-X509", LoginMechanism.X509),
        ("PLAIN", LoginMechanism.Plain),
        ("GSSAPI", LoginMechanism.Gssapi),
        ("MONGODB-AWS", LoginMechanism.Aws),
        ("MONGODB-OIDC", LoginMechanism.Oidc),
    ];

    /// <exception cref="MongoUriException">There is no such mechanism.</exception>
    public static LoginMechanism Parse(string name)
    {
        foreach ((string known, LoginMechanism mechanism) in Names)
        {
            if (known == name)
            {
                return mechanism;
            }
        }

        throw new MongoUriException("authMechanism of the MongoDB connection string must be SCRAM-SHA-256, SCRAM-SHA-1, "
            + "MONGODB-X509 or PLAIN");
    }

    /// <param name="mechanism">Not <see cref="LoginMechanism.Negotiated"/>, which has no name.</param>
    public static string Of(LoginMechanism mechanism) => Array.Find(Names, entry => entry.Mechanism == mechanism).Name;
}
