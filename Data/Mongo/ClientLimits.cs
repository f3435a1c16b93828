namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What a valid connection string may ask for and this client cannot do: it is refused by name before anything is sent,
/// rather than left out in silence.</summary>
internal static class ClientLimits
{
    /// <exception cref="MongoUriException">Something that the string asks for is not supported.</exception>
    public static void Check(MongoUri uri)
    {
        MongoUriOptions options = uri.Options;
        Refuse(options.Values.Has("proxyHost"), "proxyHost");
        Refuse(options.LoadBalanced, "loadBalanced=true");
        Refuse(
            options.ReplicaSet is not null && uri.Hosts.Count > 1,
            "replicaSet with several servers (name one of them, without replicaSet)");
        RefuseMechanism(uri.Credential);
        Refuse(options.Tls.IsOn, "tls");
    }

    private static void RefuseMechanism(MongoCredential? login)
    {
        if (login is { Mechanism: <= LoginMechanism.ScramSha256 or LoginMechanism.Plain, Password: null })
        {
            throw new MongoUriException("the MongoDB connection string has a user name without a password");
        }

        if (login?.Mechanism is LoginMechanism.Gssapi or LoginMechanism.Aws or LoginMechanism.Oidc)
        {
            string name = LoginMechanismName.Of(login.Mechanism);
            throw new MongoUriException($"authMechanism={name} is not supported by this client; it knows "
                + "SCRAM-SHA-256, SCRAM-SHA-1, MONGODB-X509 and PLAIN");
        }
    }

    private static void Refuse(bool isAsked, string what)
    {
        if (isAsked)
        {
            throw new MongoUriException(
                $"{what} is not supported yet by this client; leave it out of the MongoDB connection string");
        }
    }
}
