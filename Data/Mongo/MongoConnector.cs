using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Makes connections that commands can be sent on: opens the stream, encrypts it, greets the server, logs in.</summary>
internal sealed class MongoConnector
{
    private readonly ClientIntroduction _introduction;
    private readonly CompressionOptions _compression;
    private readonly TlsClient? _tls;
    private readonly Authenticator? _authenticator;
    private Task _loginBefore = Task.CompletedTask;
    private MongoException? _refusal;
    private bool _hasLoggedIn;

    /// <param name="uri">What the connection string asks for.</param>
    /// <param name="options">How the client presents itself.</param>
    public MongoConnector(MongoUri uri, MongoClientOptions options)
    {
        _introduction = new ClientIntroduction(
            uri.Options.AppName ?? ClientIntroduction.DefaultAppName, options.Version, uri.Options.LoadBalanced);
        _compression = uri.Options.Compression;
        _tls = uri.Options.Tls.IsOn ? new TlsClient(uri.Options.Tls) : null;
        _authenticator = uri.Credential is MongoCredential login ? new Authenticator(login, options.NewNonce) : null;
    }

    /// <summary>A greeting that is cut off is tried once more, as a read is (MongoDB specifications, retryable reads).</summary>
    /// <exception cref="MongoException">The server cannot be reached in time, cannot be used, or refuses the login; or OpenSSL is
    /// missing.</exception>
    public async Task<(MongoConnection Connection, ServerDescription Server)> ConnectAsync(
        MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        RequireOpenSsl();
        Stream stream = await OpenAsync(host, deadline, cancellation);
        try
        {
            return await GreetAsync(stream, host, deadline, cancellation);
        }
        catch (MongoException e) when (e.IsNetworkFailure)
        {
            stream = await OpenAsync(host, deadline, cancellation);
            return await GreetAsync(stream, host, deadline, cancellation);
        }
    }

    private async Task<Stream> OpenAsync(MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        Stream stream = await MongoTransport.ConnectAsync(host, deadline, cancellation);
        return _tls is null ? stream : await _tls.EncryptAsync(stream, host, deadline, cancellation);
    }

    private async Task<(MongoConnection Connection, ServerDescription Server)> GreetAsync(
        Stream stream, MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
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
        if (login is not null && server.HoldsDocuments) // an arbiter knows no users
        {
            await LogInAsync(login, connection, deadline, cancellation);
        }

        return server;
    }

    /// <summary>Until one server has taken the login it is tried on one at a time: what that one refuses the others would refuse too,
    /// and each refusal may bring the account nearer to being locked.</summary>
    private async Task LogInAsync(
        LoginAttempt login, MongoConnection connection, Deadline deadline, CancellationToken cancellation)
    {
        MongoException? refusalBefore = _refusal;
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Task before = Interlocked.Exchange(ref _loginBefore, turn.Task);
        try
        {
            await WaitForTurnAsync(before, connection, deadline, cancellation);
            if (_refusal is not null && _refusal != refusalBefore)
            {
                throw new MongoException(_refusal.Message, _refusal) { Code = _refusal.Code, IsLoginRefused = true };
            }

            await _authenticator!.FinishAsync(login, connection, deadline, cancellation);
            _hasLoggedIn = true;
        }
        catch (MongoException e) when (e.IsLoginRefused)
        {
            _refusal = e;
            throw;
        }
        finally
        {
            turn.SetResult();
        }
    }

    private async Task WaitForTurnAsync(
        Task before, MongoConnection connection, Deadline deadline, CancellationToken cancellation)
    {
        if (_hasLoggedIn)
        {
            return;
        }

        try
        {
            await deadline.RunAsync(1, WaitAsync, cancellation);
        }
        catch (TimeoutException)
        {
            throw NetworkError.NoAnswer(connection.Address, deadline.Limit);
        }

        async Task<bool> WaitAsync(CancellationToken token)
        {
            await before.WaitAsync(token);
            return true;
        }
    }
}
