using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The one door to MongoDB: read commands in, documents out. It asks the first server of the connection string that answers
/// and stays with it until something fails; the next command connects again. Used by one task at a time.
/// </summary>
internal sealed class MongoCluster : IDisposable
{
    /// <summary>Batches after the first; the sizes asked for make one enough, a sharded cluster may send some that are empty.</summary>
    private const int MaxFollowingBatches = 200;

    private readonly MongoUri _uri;
    private readonly MongoClientOptions _options;
    private readonly TimeProvider _time;
    private MongoConnector _connector;
    private readonly CommandEnvelope _envelope;
    private MongoConnection? _connection;
    private ServerDescription? _server;
    private ServerClock _clock;

    /// <exception cref="MongoUriException">The connection string asks for what this client cannot do.</exception>
    public MongoCluster(MongoUri uri, MongoClientOptions options, TimeProvider time)
    {
        ClientLimits.Check(uri);
        (_uri, _options, _time) = (uri, options, time);
        _connector = new MongoConnector(uri, options);
        _envelope = new CommandEnvelope(options, uri.Options);
        _clock = new ServerClock(default, time);
    }

    /// <summary>The server's clock, as told by the last server selected.</summary>
    public DateTimeOffset ServerTime => _clock.Now;

    /// <summary>Connects if there is no connection; asks again who is there when the answer has grown old.</summary>
    /// <exception cref="MongoException">No server answered in time, or it cannot be used.</exception>
    public async Task<ServerDescription> SelectAsync(CancellationToken cancellation)
    {
        if (_connection is not { IsOpen: true } || _server is null)
        {
            return await ConnectAsync(cancellation);
        }

        if (_clock.IsStale)
        {
            var deadline = new Deadline(_options.ConnectLimit, _time);
            return Use(await GreetAgainAsync(_connection, _server, deadline, cancellation));
        }

        return _server;
    }

    /// <summary>Runs a command that answers with a cursor, and reads it to its end or to the most documents it can
    /// have.</summary>
    /// <exception cref="MongoException">It failed. Documents may have been handed out already.</exception>
    public async Task ReadAsync(MongoCommand command, DocumentReader onDocument, CancellationToken cancellation)
    {
        ServerDescription server = await SelectAsync(cancellation);
        int documentsLeft = command.MaxDocuments;
        long cursorId = await ExchangeAsync(
            writer => _envelope.Write(writer, command, server), command, ReadBatch, cancellation);
        for (int batches = 0; cursorId != 0 && documentsLeft > 0; batches++)
        {
            if (batches == MaxFollowingBatches)
            {
                Disconnect();
                throw new MongoException($"{server.Host.Address} goes on sending batches and does not end its answer");
            }

            long id = cursorId;
            cursorId = await ExchangeAsync(
                writer => _envelope.WriteGetMore(writer, command, id, server), command, ReadBatch, cancellation);
        }

        if (cursorId != 0)
        {
            await ExchangeAsync(
                writer => _envelope.WriteKillCursors(writer, command, cursorId, server), command, static _ => 0L, cancellation);
        }

        long ReadBatch(ReadOnlySpan<byte> body) => CursorBatch.Read(body, onDocument, ref documentsLeft);
    }

    /// <summary>Runs a count.</summary>
    /// <exception cref="MongoException">It failed.</exception>
    public async Task<long> CountAsync(MongoCommand command, CancellationToken cancellation)
    {
        ServerDescription server = await SelectAsync(cancellation);
        return await ExchangeAsync(writer => _envelope.Write(writer, command, server), command, ReadCount, cancellation);
    }

    /// <summary>Closes the connection; the next command opens another.</summary>
    public void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    public void Dispose() => Disconnect();

    private delegate long ReplyReader(ReadOnlySpan<byte> body);

    private static long ReadCount(ReadOnlySpan<byte> body)
    {
        var reader = new BsonReader(body);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("n"u8) && reader.Value.TryGetInt64(out long count))
            {
                return Math.Max(count, 0);
            }
        }

        throw new WireFormatException("a reply has no count");
    }

    private async Task<long> ExchangeAsync(
        Action<BsonWriter> write, MongoCommand command, ReplyReader read, CancellationToken cancellation)
    {
        MongoConnection connection = _connection ?? throw new InvalidOperationException("no server was selected");
        string address = _server!.Host.Address;
        var deadline = new Deadline(command.MaxTime + _options.AnswerMargin, _time);
        ReadOnlyMemory<byte> reply = await connection.ExchangeAsync(write, deadline, cancellation);
        try
        {
            ServerError.ThrowIfFailed(reply.Span, address);
            return read(reply.Span);
        }
        catch (WireFormatException e)
        {
            connection.Dispose();
            throw NetworkError.Malformed(address, e);
        }
        catch (MongoException e) when (e.IsStateChange)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Tries the servers in turn; each gets its share of the time that is left.</summary>
    private async Task<ServerDescription> ConnectAsync(CancellationToken cancellation)
    {
        var whole = new Deadline(_uri.Options.ServerSelectionTimeout ?? _options.ConnectLimit, _time);
        MongoUri uri = _uri.IsSrv ? await ResolveAsync(whole, cancellation) : _uri;
        MongoException? failure = null;
        for (int i = 0; i < uri.Hosts.Count; i++)
        {
            Disconnect();
            try
            {
                return await ConnectAsync(uri.Hosts[i], new Deadline(whole.Left / (uri.Hosts.Count - i), _time), cancellation);
            }
            catch (MongoException e) when (!e.IsLoginRefused) // the others would refuse it too
            {
                failure ??= e;
            }
        }

        throw failure!;
    }

    /// <summary>DNS may say who logs in where, so what connects is made anew too.</summary>
    private async Task<MongoUri> ResolveAsync(Deadline deadline, CancellationToken cancellation)
    {
        MongoUri uri = (await _options.SrvResolver.ResolveAsync(_uri, deadline, cancellation)).Uri;
        ClientLimits.Check(uri);
        _connector = new MongoConnector(uri, _options);
        return uri;
    }

    private async Task<ServerDescription> ConnectAsync(MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        (_connection, ServerDescription server) = await _connector.ConnectAsync(host, deadline, cancellation);
        return Use(server);
    }

    private static async Task<ServerDescription> GreetAgainAsync(
        MongoConnection connection, ServerDescription server, Deadline deadline, CancellationToken cancellation)
    {
        try
        {
            return await Handshake.GreetAgainAsync(connection, server, deadline, cancellation);
        }
        catch
        {
            // A server that refuses its greeting is of no use on this connection, whatever the reason was.
            connection.Dispose();
            throw;
        }
    }

    private ServerDescription Use(ServerDescription server)
    {
        _clock = new ServerClock(server.LocalTime ?? _time.GetUtcNow(), _time);
        return _server = server;
    }
}
