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
        RefuseMechanism(uri.Credential);
        RefuseInTheClear(uri.Credential, options.Tls);
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

    private static void RefuseInTheClear(MongoCredential? login, TlsOptions tls)
    {
        if (login?.Mechanism == LoginMechanism.Plain && !tls.IsOn)
        {
            throw new MongoUriException("authMechanism=PLAIN sends the password itself: it needs tls=true");
        }

        if (login?.Mechanism == LoginMechanism.X509 && (!tls.IsOn || tls.CertificateKeyFile is null))
        {
            throw new MongoUriException("authMechanism=MONGODB-X509 needs tls=true and tlsCertificateKeyFile");
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
