namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>How a client can prove who it is (MongoDB specifications, auth).</summary>
internal enum LoginMechanism
{
    /// <summary>SCRAM-SHA-256 where the server has it for this user, else SCRAM-SHA-1.</summary>
    Negotiated,

    ScramSha1,
    ScramSha256,

    /// <summary>By the certificate of the TLS connection.</summary>
    X509,

    /// <summary>The password itself is sent, for servers that ask a directory.</summary>
    Plain,

    /// <summary>Kerberos; not supported.</summary>
    Gssapi,

    /// <summary>Keys of a cloud account; not supported.</summary>
    Aws,

    /// <summary>Tokens of an identity provider; not supported.</summary>
    Oidc,
}
