namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Who logs in, and how (MongoDB specifications, auth, "Connection String Options"). A class, not a record: its password
/// must not be printed.</summary>
internal sealed class MongoCredential
{
    /// <summary>The source of users that no database of the server keeps.</summary>
    private const string ExternalSource = "$external";

    private const string DefaultSource = "admin";

    private MongoCredential(LoginMechanism mechanism, string source, string? username, string? password) =>
        (Mechanism, Source, Username, Password) = (mechanism, source, username, password);

    public LoginMechanism Mechanism { get; }

    /// <summary>The database that keeps the user.</summary>
    public string Source { get; }

    /// <summary>Null only where the mechanism needs none.</summary>
    public string? Username { get; }

    /// <summary>Null when the string has none.</summary>
    public string? Password { get; }

    /// <param name="username">Of the connection string, decoded; null without a login.</param>
    /// <param name="password">Likewise.</param>
    /// <param name="database">Of the string's path; null without one.</param>
    /// <param name="values">Its options.</param>
    /// <returns>Null when no login is asked for.</returns>
    /// <exception cref="MongoUriException">The mechanism needs something else.</exception>
    internal static MongoCredential? Of(string? username, string? password, string? database, UriOptionValues values)
    {
        string? name = values.Text("authMechanism");
        if (name is null && username is null)
        {
            return null;
        }

        LoginMechanism mechanism = name is null ? LoginMechanism.Negotiated : LoginMechanismName.Parse(name);
        string? source = values.Text("authSource");
        if (UsesPassword(mechanism))
        {
            string fallback = mechanism == LoginMechanism.Plain ? ExternalSource : DefaultSource;
            return username is null
                ? throw new MongoUriException($"authMechanism={name} needs a user name in the MongoDB connection string")
                : new MongoCredential(mechanism, source ?? database ?? fallback, username, password);
        }

        if (source is not null and not ExternalSource)
        {
            throw new MongoUriException($"authMechanism={name} needs authSource=$external, or none");
        }

        return mechanism == LoginMechanism.X509 && password is not null
            ? throw new MongoUriException("authMechanism=MONGODB-X509 takes no password: the certificate is the proof")
            : new MongoCredential(mechanism, ExternalSource, username, password);
    }

    private static bool UsesPassword(LoginMechanism mechanism) => mechanism
        is LoginMechanism.Negotiated or LoginMechanism.ScramSha1 or LoginMechanism.ScramSha256 or LoginMechanism.Plain;
}
