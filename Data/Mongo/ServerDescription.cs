namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>What a server says of itself in its answer to hello (MongoDB specifications, server discovery).</summary>
internal sealed record ServerDescription
{
    /// <summary>MongoDB 3.6, the first that speaks OP_MSG.</summary>
    public const int MinWireVersion = 6;

    private const int WireVersion40 = 7;
    private const int WireVersion44 = 9;

    /// <summary>Who answered, as we reached it.</summary>
    public required MongoHost Host { get; init; }

    public ServerRole Role { get; private init; }

    /// <summary>The newest protocol version that it speaks; tells the server's version.</summary>
    public int MaxWireVersion { get; private init; }

    /// <summary>The replica set's name; null outside of one.</summary>
    public string? SetName { get; private init; }

    /// <summary>What the member of a replica set calls itself; null outside of one.</summary>
    public string? Me { get; private init; }

    /// <summary>Its clock when it answered; null when it told none.</summary>
    public DateTimeOffset? LocalTime { get; private init; }

    /// <summary>It takes <c>hello</c> for <c>isMaster</c>.</summary>
    public bool HelloOk { get; init; }

    /// <summary>4.0 and later: <c>$convert</c> is known.</summary>
    public bool ConvertsTypes => MaxWireVersion >= WireVersion40;

    /// <summary>4.4 and later: <c>comment</c> is allowed in every command.</summary>
    public bool TakesCommentEverywhere => MaxWireVersion >= WireVersion44;

    /// <summary>Whether it is the same server as one that answered before, not another behind the same name.</summary>
    public bool IsSameServerAs(ServerDescription other) => Host == other.Host && SetName == other.SetName && Me == other.Me;

    /// <param name="host">Who answered.</param>
    /// <param name="reply">The body of its answer, which reports no error.</param>
    /// <exception cref="WireFormatException">The answer is not well formed.</exception>
    public static ServerDescription Parse(MongoHost host, ReadOnlySpan<byte> reply)
    {
        var found = new ServerDescription { Host = host };
        bool isMongos = false;
        var reader = new BsonReader(reply, isTextStrict: true);
        while (reader.Read())
        {
            found = found.With(reader.Name, reader.Value);
            isMongos |= reader.Name.SequenceEqual("msg"u8) && reader.Value.TryGetText(out string msg) && msg == "isdbgrid";
        }

        ServerRole withoutMongos = found.SetName is null ? ServerRole.Standalone : ServerRole.ReplicaSetMember;
        return found with { Role = isMongos ? ServerRole.Mongos : withoutMongos };
    }

    private ServerDescription With(ReadOnlySpan<byte> name, BsonValue value) => name switch
    {
        _ when name.SequenceEqual("maxWireVersion"u8) && value.TryGetInt64(out long version) =>
            this with { MaxWireVersion = (int)Math.Clamp(version, 0, int.MaxValue) },
        _ when name.SequenceEqual("setName"u8) && value.TryGetText(out string setName) => this with { SetName = setName },
        _ when name.SequenceEqual("me"u8) && value.TryGetText(out string me) => this with { Me = me },
        _ when name.SequenceEqual("localTime"u8) && value.TryGetDate(out DateTimeOffset time) => this with { LocalTime = time },
        _ when name.SequenceEqual("helloOk"u8) && value.TryGetBoolean(out bool helloOk) => this with { HelloOk = helloOk },
        _ => this,
    };
}

/// <summary>What kind of server it is.</summary>
internal enum ServerRole
{
    Standalone,
    ReplicaSetMember,

    /// <summary>The router of a sharded cluster.</summary>
    Mongos,
}
