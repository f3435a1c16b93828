namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>Reads the answer to hello (MongoDB specifications, server discovery, "Parsing a hello or legacy hello response").</summary>
internal static class HelloReply
{
    /// <summary>Members of a replica set that are taken from one answer: the server's own limit is 50.</summary>
    private const int MaxMembers = 64;

    /// <summary>Tags of one member that are kept.</summary>
    private const int MaxTags = 64;

    /// <param name="host">Who answered.</param>
    /// <param name="reply">The body of its answer, which reports no error.</param>
    /// <exception cref="WireFormatException">The answer is not well formed.</exception>
    public static ServerDescription Parse(MongoHost host, ReadOnlySpan<byte> reply)
    {
        var found = new ServerDescription { Host = host };
        var state = default(State);
        var members = new List<MongoHost>();
        var reader = new BsonReader(reply, isTextStrict: true);
        while (reader.Read())
        {
            found = WithServerField(found, reader.Name, reader.Value);
            found = WithMemberField(found, reader.Name, reader.Value);
            state.Read(reader.Name, reader.Value);
            if (reader.Name.SequenceEqual("hosts"u8) || reader.Name.SequenceEqual("passives"u8)
                || reader.Name.SequenceEqual("arbiters"u8))
            {
                ReadHosts(reader.Value, members);
            }
        }

        return found with { Type = state.TypeOf(found.SetName), Members = members };
    }

    private static ServerDescription WithServerField(ServerDescription found, ReadOnlySpan<byte> name, BsonValue value) => name switch
    {
        _ when name.SequenceEqual("minWireVersion"u8) && value.TryGetInt64(out long version) =>
            found with { MinWireVersion = (int)Math.Clamp(version, 0, int.MaxValue) },
        _ when name.SequenceEqual("maxWireVersion"u8) && value.TryGetInt64(out long version) =>
            found with { MaxWireVersion = (int)Math.Clamp(version, 0, int.MaxValue) },
        _ when name.SequenceEqual("localTime"u8) && value.TryGetDate(out DateTimeOffset time) && IsClock(time) =>
            found with { LocalTime = time },
        _ when name.SequenceEqual("helloOk"u8) && value.TryGetBoolean(out bool helloOk) => found with { HelloOk = helloOk },
        _ when name.SequenceEqual("serviceId"u8) => found with { HasServiceId = value.Type == BsonType.ObjectId },
        _ when name.SequenceEqual("topologyVersion"u8) => found with { TopologyVersion = TopologyVersion.Read(value) },
        _ when name.SequenceEqual("logicalSessionTimeoutMinutes"u8) && value.TryGetInt64(out long minutes) =>
            found with { SessionTimeoutMinutes = minutes },
        _ => found,
    };

    /// <summary>Whether a server's clock can be meant: a time that an ObjectId can hold. Around any other, sums would leave the
    /// calendar.</summary>
    private static bool IsClock(DateTimeOffset time) => time.ToUnixTimeSeconds() is >= 0 and <= uint.MaxValue;

    private static ServerDescription WithMemberField(ServerDescription found, ReadOnlySpan<byte> name, BsonValue value) => name switch
    {
        _ when name.SequenceEqual("setName"u8) && value.TryGetText(out string setName) => found with { SetName = setName },
        _ when name.SequenceEqual("setVersion"u8) && value.TryGetInt64(out long version) => found with { SetVersion = version },
        _ when name.SequenceEqual("electionId"u8) && value.TryGetObjectId(out ObjectId id) => found with { ElectionId = id },
        _ when name.SequenceEqual("me"u8) && value.TryGetText(out string me) => found with { Me = MongoHost.OfMember(me) },
        _ when name.SequenceEqual("primary"u8) && value.TryGetText(out string primary) =>
            found with { Primary = MongoHost.OfMember(primary) },
        _ when name.SequenceEqual("tags"u8) => found with { Tags = ReadTags(value) },
        _ when name.SequenceEqual("lastWrite"u8) => found with { LastWrite = ReadLastWrite(value) },
        _ => found,
    };

    private static void ReadHosts(BsonValue value, List<MongoHost> members)
    {
        value.TryGetDocument(out BsonReader hosts);
        while (hosts.Read() && members.Count < MaxMembers)
        {
            if (hosts.Value.TryGetText(out string text) && MongoHost.OfMember(text) is MongoHost member && !members.Contains(member))
            {
                members.Add(member);
            }
        }
    }

    private static List<KeyValuePair<string, string>> ReadTags(BsonValue value)
    {
        var tags = new List<KeyValuePair<string, string>>();
        value.TryGetDocument(out BsonReader reader);
        while (reader.Read() && tags.Count < MaxTags)
        {
            if (reader.Value.TryGetText(out string text))
            {
                tags.Add(KeyValuePair.Create(System.Text.Encoding.UTF8.GetString(reader.Name), text));
            }
        }

        return tags;
    }

    private static DateTimeOffset? ReadLastWrite(BsonValue value)
    {
        value.TryGetDocument(out BsonReader lastWrite);
        while (lastWrite.Read())
        {
            if (lastWrite.Name.SequenceEqual("lastWriteDate"u8) && lastWrite.Value.TryGetDate(out DateTimeOffset date))
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>The flags that together tell what a server is.</summary>
    private struct State
    {
        private bool _isMongos;
        private bool _isWritable;
        private bool _isSecondary;
        private bool _isArbiter;
        private bool _isHidden;
        private bool _isGhost;

        public void Read(ReadOnlySpan<byte> name, BsonValue value)
        {
            value.TryGetBoolean(out bool isSet);
            _isMongos |= name.SequenceEqual("msg"u8) && value.TryGetText(out string msg) && msg == "isdbgrid";
            _isWritable |= isSet && (name.SequenceEqual("isWritablePrimary"u8) || name.SequenceEqual("ismaster"u8));
            _isSecondary |= isSet && name.SequenceEqual("secondary"u8);
            _isArbiter |= isSet && name.SequenceEqual("arbiterOnly"u8);
            _isHidden |= isSet && name.SequenceEqual("hidden"u8);
            _isGhost |= isSet && name.SequenceEqual("isreplicaset"u8);
        }

        public readonly ServerType TypeOf(string? setName) => this switch
        {
            { _isGhost: true } => ServerType.Ghost,
            { _isMongos: true } => ServerType.Mongos,
            _ when setName is null => ServerType.Standalone,
            { _isWritable: true } => ServerType.Primary,
            { _isHidden: true } => ServerType.OtherMember,
            { _isSecondary: true } => ServerType.Secondary,
            { _isArbiter: true } => ServerType.Arbiter,
            _ => ServerType.OtherMember,
        };
    }
}
