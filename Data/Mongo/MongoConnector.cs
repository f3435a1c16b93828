namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>Makes a connection that commands can be sent on: opens the stream and greets the server.</summary>
/// <param name="options">What the connection string asks for.</param>
/// <param name="version">The product's version, told to the server.</param>
internal sealed class MongoConnector(MongoUriOptions options, string version)
{
    private readonly ClientIntroduction _introduction = new(options.AppName ?? ClientIntroduction.DefaultAppName, version);

    /// <exception cref="MongoException">The server cannot be reached in time, or cannot be used.</exception>
    public async Task<(MongoConnection Connection, ServerDescription Server)> ConnectAsync(
        MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        Stream stream = await MongoTransport.ConnectAsync(host, deadline, cancellation);
        var connection = new MongoConnection(stream, host.Address);
        try
        {
            return (connection, await Handshake.GreetAsync(connection, host, _introduction, deadline, cancellation));
        }
        catch
        {
            // A connection whose greeting failed is of no use, whatever the reason was.
            connection.Dispose();
            throw;
        }
    }
}
