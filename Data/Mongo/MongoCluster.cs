namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The one door to MongoDB: read commands in, documents out. It asks the first server of the connection string that answers
/// and stays with it until something fails; the next command connects again. Used by one task at a time.
/// </summary>
internal sealed class MongoCluster(MongoUri uri, MongoClientOptions options, TimeProvider time) : IDisposable
{
    private readonly CommandEnvelope _envelope = new(options.Database, uri.Options.ReadPreference, options.Version);
    private MongoConnection? _connection;
    private ServerDescription? _server;
    private ServerClock _clock = new(default, time);

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
            var deadline = new Deadline(options.ConnectLimit, time);
            MongoConnection connection = _connection;
            return Use(await GuardAsync(
                connection, () => Handshake.GreetAgainAsync(connection, _server, deadline, cancellation)));
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
        while (cursorId != 0 && documentsLeft > 0)
        {
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
        var deadline = new Deadline(command.MaxTime + options.AnswerMargin, time);
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
        var whole = new Deadline(options.ConnectLimit, time);
        MongoException? failure = null;
        for (int i = 0; i < uri.Hosts.Count; i++)
        {
            Disconnect();
            try
            {
                return await ConnectAsync(uri.Hosts[i], new Deadline(whole.Left / (uri.Hosts.Count - i), time), cancellation);
            }
            catch (MongoException e)
            {
                failure ??= e;
            }
        }

        throw failure!;
    }

    private async Task<ServerDescription> ConnectAsync(MongoHost host, Deadline deadline, CancellationToken cancellation)
    {
        Stream stream = await MongoTransport.ConnectAsync(host, deadline, cancellation);
        var connection = new MongoConnection(stream, host.Address);
        ServerDescription server = await GuardAsync(
            connection, () => Handshake.GreetAsync(connection, host, options.Version, deadline, cancellation));
        _connection = connection;
        return Use(server);
    }

    private ServerDescription Use(ServerDescription server)
    {
        _clock = new ServerClock(server.LocalTime ?? time.GetUtcNow(), time);
        return _server = server;
    }

    /// <summary>A connection whose greeting failed is of no use, whatever the reason was.</summary>
    private static async Task<T> GuardAsync<T>(MongoConnection connection, Func<Task<T>> greet)
    {
        try
        {
            return await greet();
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
