using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The one door to MongoDB: read commands in, documents out. Each command goes to the server that is selected for it
/// (<see cref="Deployment"/>), its cursor stays there. Used by one task at a time.
/// </summary>
internal sealed class MongoCluster : IDisposable
{
    /// <summary>Batches after the first; the sizes asked for make one enough, a sharded cluster may send some that are empty.</summary>
    private const int MaxFollowingBatches = 200;

    private readonly MongoClientOptions _options;
    private readonly TimeProvider _time;
    private readonly SeedList _seeds;
    private readonly CommandEnvelope _envelope;
    private Deployment? _deployment;
    private ServerDescription? _server;

    /// <exception cref="MongoUriException">The connection string asks for what this client cannot do.</exception>
    public MongoCluster(MongoUri uri, MongoClientOptions options, TimeProvider time)
    {
        ClientLimits.Check(uri);
        (_options, _time) = (options, time);
        _seeds = new SeedList(uri, options, time);
        _envelope = new CommandEnvelope(options, uri.Options);
    }

    /// <summary>The server's clock, as told by the last server selected; ours before there was one.</summary>
    public DateTimeOffset ServerTime => _server?.LocalTime is DateTimeOffset told
        ? told.AddClamped(_time.Now() - _server.UpdatedAt)
        : _time.GetUtcNow();

    /// <summary>How often another server was selected than before: what was read from that one says nothing of this one.</summary>
    public int ServerChanges { get; private set; }

    /// <summary>Finds the server for a read; asks again who is there when what is known has grown old.</summary>
    /// <exception cref="MongoException">No server answered in time, or none can be read from.</exception>
    public async Task<ServerDescription> SelectAsync(CancellationToken cancellation) =>
        (await SelectMemberAsync(null, cancellation)).Server!;

    /// <summary>Runs a command that answers with a cursor, and reads it to its end or to the most documents it can
    /// have. A collection that does not exist has none.</summary>
    /// <exception cref="MongoException">It failed. Documents may have been handed out already.</exception>
    public async Task ReadAsync(MongoCommand command, DocumentReader onDocument, CancellationToken cancellation)
    {
        int documentsLeft = command.MaxDocuments;
        if (await StartUnlessMissingAsync(command, ReadBatch, cancellation) is not (Member member, long cursorId))
        {
            return;
        }

        ServerDescription server = member.Server!;
        for (int batches = 0; cursorId != 0 && documentsLeft > 0; batches++)
        {
            if (batches == MaxFollowingBatches)
            {
                member.Disconnect();
                throw new MongoException($"{member.Host.Address} goes on sending batches and does not end its answer");
            }

            long id = cursorId;
            cursorId = await ExchangeAsync(
                member, writer => _envelope.WriteGetMore(writer, command, id, server), command, ReadBatch, cancellation);
        }

        if (cursorId != 0)
        {
            await ExchangeAsync(
                member,
                writer => _envelope.WriteKillCursors(writer, command, cursorId, server),
                command,
                static _ => 0L,
                cancellation);
        }

        long ReadBatch(ReadOnlySpan<byte> body) => CursorBatch.Read(body, onDocument, ref documentsLeft);
    }

    /// <summary>Runs a command whose cursor stays open; <see cref="ContinueAsync"/> reads on.</summary>
    /// <exception cref="MongoException">It failed.</exception>
    public async Task<OpenCursor> OpenAsync(MongoCommand command, ReplyReader read, CancellationToken cancellation)
    {
        (Member member, long id) = await StartAsync(command, read, cancellation);
        return new OpenCursor(member, id);
    }

    /// <exception cref="MongoException">It failed, or the server's connection is no longer there or in other use.</exception>
    public async Task<OpenCursor> ContinueAsync(
        OpenCursor cursor, MongoCommand command, ReplyReader read, CancellationToken cancellation)
    {
        (Member member, long id) = cursor;
        if (!member.IsReady)
        {
            throw NetworkError.ConnectionClosed(member.Host.Address);
        }

        ServerDescription server = member.Server!;
        return cursor with
        {
            Id = await ExchangeAsync(
                member, writer => _envelope.WriteGetMore(writer, command, id, server), command, read, cancellation),
        };
    }

    /// <summary>Runs a count.</summary>
    /// <exception cref="MongoException">It failed.</exception>
    public async Task<long> CountAsync(MongoCommand command, CancellationToken cancellation) =>
        (await StartUnlessMissingAsync(command, ReadCount, cancellation))?.Answer ?? 0;

    /// <summary>Closes the connections; the next command opens others.</summary>
    public void Disconnect() => _deployment?.Disconnect();

    public void Dispose()
    {
        _seeds.Dispose();
        _deployment?.Dispose();
    }

    private static long ReadCount(ReadOnlySpan<byte> body)
    {
        var reader = new BsonReader(body);
        while (reader.Read())
        {
            if (reader.Name.SequenceEqual("n"u8) && reader.Value.TryGetInt64(out long count))
            {
                return Math.Clamp(count, 0, StatusCounts.Most);
            }
        }

        throw new WireFormatException("a reply has no count");
    }

    /// <summary>Runs the first exchange of a read, and once more on another selection when that may help (MongoDB specifications,
    /// retryable reads). No document was handed out by then. The only server there is gets no second chance to be silent.</summary>
    /// <returns>Who answered, and the answer's cursor or count.</returns>
    private async Task<(Member Member, long Answer)> StartAsync(MongoCommand command, ReplyReader read, CancellationToken cancellation)
    {
        Member member = await SelectMemberAsync(null, cancellation);
        try
        {
            return (member, await RunAsync(member, command, read, cancellation));
        }
        catch (MongoException e) when (e.IsRetryable && (!e.IsNoAnswer || _deployment!.HasOthers))
        {
            Member second;
            try
            {
                second = await SelectMemberAsync(member.Host, cancellation);
            }
            catch (MongoException)
            {
                throw e; // tells more than that nobody else is there
            }

            return (second, await RunAsync(second, command, read, cancellation));
        }
    }

    /// <returns>Null: the collection does not exist, which a router tells as an error and other servers do not.</returns>
    private async Task<(Member Member, long Answer)?> StartUnlessMissingAsync(
        MongoCommand command, ReplyReader read, CancellationToken cancellation)
    {
        try
        {
            return await StartAsync(command, read, cancellation);
        }
        catch (MongoException e) when (e.Code == ServerError.NamespaceNotFound)
        {
            return null;
        }
    }

    private Task<long> RunAsync(Member member, MongoCommand command, ReplyReader read, CancellationToken cancellation) =>
        ExchangeAsync(member, writer => _envelope.Write(writer, command, member.Server!), command, read, cancellation);

    private async Task<long> ExchangeAsync(
        Member member, Action<BsonWriter> write, MongoCommand command, ReplyReader read, CancellationToken cancellation)
    {
        MongoConnection connection = member.Connection ?? throw new InvalidOperationException("no server was selected");
        string address = member.Host.Address;
        var deadline = new Deadline(command.MaxTime + _options.AnswerMargin, _time);
        try
        {
            ReadOnlyMemory<byte> reply = await connection.ExchangeAsync(write, deadline, cancellation);
            ServerError.ThrowIfFailed(reply.Span, address);
            return read(reply.Span);
        }
        catch (WireFormatException e)
        {
            connection.Dispose();
            throw NetworkError.Malformed(address, e);
        }
        catch (MongoException e)
        {
            _deployment?.Report(member, e);
            throw;
        }
    }

    private async Task<Member> SelectMemberAsync(MongoHost? avoid, CancellationToken cancellation)
    {
        _deployment ??= new Deployment(await _seeds.ResolveAsync(cancellation), _options, _time);
        await _seeds.RenewAsync(_deployment);
        Member member = await _deployment.SelectAsync(avoid, cancellation);
        if (_server is not null && !_server.IsSameServerAs(member.Server!))
        {
            ServerChanges++;
        }

        _server = member.Server!;
        return member;
    }
}
