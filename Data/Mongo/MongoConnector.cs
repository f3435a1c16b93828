using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Makes connections that commands can be sent on: opens the stream, encrypts it, greets the server, logs in.</summary>
internal sealed class MongoConnector
{
    private readonly ClientIntroduction _introduction;
    private readonly CompressionOptions _compression;
    private readonly TlsClient? _tls;
    private readonly Authenticator? _authenticator;

    /// <param name="uri">What the connection string asks for.</param>
    /// <param name="options">How the client presents itself.</param>
    public MongoConnector(MongoUri uri, MongoClientOptions options)
    {
        _introduction = new ClientIntroduction(uri.Options.AppName ?? ClientIntroduction.DefaultAppName, options.Version);
        _compression = uri.Options.Compression;
        _tls = uri.Options.Tls.IsOn ? new TlsClient(uri.Options.Tls) : null;
        _authenticator = uri.Credential is MongoCredential login ? new Authenticator(login, options.NewNonce) : null;
    }

    /// <exception cref="MongoException">The server cannot be reached in time, cannot be used, or refuses the login; or OpenSSL is missing.</exception>
    public async Task<(MongoConnection Connection, ServerDescription Server)> ConnectAsync(
        MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        RequireOpenSsl();
        Stream stream = await MongoTransport.ConnectAsync(host, deadline, cancellation);
        if (_tls is not null)
        {
            stream = await _tls.EncryptAsync(stream, host, deadline, cancellation);
        }

        var connection = new MongoConnection(stream, host.Address, _compression);
        try
        {
            return (connection, await GreetAsync(connection, host, deadline, cancellation));
        }
        catch
        {
            // A connection whose greeting failed is of no use, whatever the reason was.
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Plain connections without a login do not need it, and must not pay for it.</summary>
    private void RequireOpenSsl()
    {
        if ((_tls is not null || _authenticator is not null) && !OpenSslLibrary.IsPresent)
        {
            string purpose = _tls is null ? "login to MongoDB" : "TLS to MongoDB";
            throw new MongoException($"{purpose} needs OpenSSL (libssl), which is not installed here");
        }
    }

    private async Task<ServerDescription> GreetAsync(
        MongoConnection connection, MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        LoginAttempt? login = _authenticator?.Begin();
        ServerDescription server = await Handshake.GreetAsync(connection, host, _introduction, login, deadline, cancellation);
        if (login is not null)
        {
            await _authenticator!.FinishAsync(login, connection, deadline, cancellation);
        }

        return server;
    }
}
