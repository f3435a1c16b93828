using System.Diagnostics;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Logs one user in, on as many connections as are made.</summary>
/// <param name="credential">Who logs in.</param>
/// <param name="newNonce">Makes the nonces of SCRAM.</param>
internal sealed class Authenticator(MongoCredential credential, Func<string> newNonce)
{
    private readonly SaltedPassword _password = new(credential.Username ?? "", credential.Password ?? "");

    public LoginAttempt Begin() => credential.Mechanism switch
    {
        LoginMechanism.Negotiated or LoginMechanism.ScramSha256 or LoginMechanism.ScramSha1 =>
            new ScramLogin(credential, _password, newNonce),
        LoginMechanism.X509 => new X509Login(credential),
        LoginMechanism.Plain => new PlainLogin(credential),
        _ => throw new UnreachableException(), // refused when the connection string was checked
    };

    public Task FinishAsync(
        LoginAttempt attempt, MongoConnection connection, Deadline deadline, CancellationToken cancellation) =>
        new LoginChannel(connection, credential, deadline, cancellation).RunAsync(attempt);
}
