namespace TraceLlm.Monitor.Data.Mongo.Topology;

/// <summary>
/// One step of the state machine (MongoDB specifications, server discovery, "Updating the TopologyDescription"): what one server
/// said is applied to what is known of all.
/// </summary>
internal sealed class TopologyUpdate
{
    private readonly TopologyDescription _before;
    private readonly List<ServerDescription> _servers;
    private TopologyType _type;
    private string? _setName;
    private PrimaryOrder _order;
    private string? _removal;

    private TopologyUpdate(TopologyDescription before)
    {
        _before = before;
        _servers = [.. before.Servers];
        (_type, _setName, _removal) = (before.Type, before.SetName, before.Removal);
        _order = new PrimaryOrder(before.MaxSetVersion, before.MaxElectionId);
    }

    private bool HasPrimary => _servers.Exists(static server => server.Type == ServerType.Primary);

    public static TopologyDescription Apply(TopologyDescription before, ServerDescription server)
    {
        ServerDescription? known = before.Find(server.Host);
        if (known is null || before.Type == TopologyType.LoadBalanced
            || TopologyVersion.IsOlder(server.TopologyVersion, known.TopologyVersion))
        {
            return before;
        }

        var update = new TopologyUpdate(before);
        update.Replace(server with
        {
            Generation = known.Generation,
            RoundTrip = server.RoundTrip is TimeSpan sample ? RoundTripTime.Add(known.RoundTrip, sample) : null,
        });
        update.Take(server);
        return update.Result();
    }

    private TopologyDescription Result() => _before with
    {
        Type = _type,
        SetName = _setName,
        MaxSetVersion = _order.SetVersion,
        MaxElectionId = _order.ElectionId,
        Servers = _servers,
        Removal = _removal,
    };

    private void Take(ServerDescription server)
    {
        switch (_type)
        {
            case TopologyType.Single:
                TakeOnly(server);
                break;
            case TopologyType.Unknown:
                TakeFirst(server);
                break;
            case TopologyType.Sharded:
                TakeRouter(server);
                break;
            default:
                TakeMember(server);
                break;
        }
    }

    private void TakeOnly(ServerDescription server)
    {
        if (_setName is not null && server.Type != ServerType.Unknown && server.SetName != _setName)
        {
            Replace(ServerDescription.Unknown(server.Host, new MongoException(WrongSet(server))));
        }
    }

    private void TakeFirst(ServerDescription server)
    {
        switch (server.Type)
        {
            case ServerType.Standalone when _before.HasOneSeed:
                _type = TopologyType.Single;
                break;
            case ServerType.Standalone:
                Remove(server.Host, $"{server.Host.Address} is a standalone and no part of several; name it alone in MONGO_URL");
                break;
            case ServerType.Mongos:
                _type = TopologyType.Sharded;
                break;
            case ServerType.Primary or ServerType.Secondary or ServerType.Arbiter or ServerType.OtherMember:
                _type = TopologyType.ReplicaSetNoPrimary;
                TakeMember(server);
                break;
        }
    }

    private void TakeRouter(ServerDescription server)
    {
        if (server.Type is not (ServerType.Unknown or ServerType.Mongos))
        {
            Remove(server.Host, $"{server.Host.Address} is no router of a sharded cluster as the others are");
        }
    }

    private void TakeMember(ServerDescription server)
    {
        switch (server.Type)
        {
            case ServerType.Standalone or ServerType.Mongos:
                Remove(server.Host, $"{server.Host.Address} is not a member of replica set {_setName}");
                break;
            case ServerType.Primary or ServerType.Secondary or ServerType.Arbiter or ServerType.OtherMember:
                _setName ??= server.SetName;
                if (server.SetName != _setName)
                {
                    Remove(server.Host, WrongSet(server));
                }
                else if (server.Type == ServerType.Primary)
                {
                    TakePrimary(server);
                }
                else
                {
                    TakeFollower(server);
                }

                break;
        }

        _type = HasPrimary ? TopologyType.ReplicaSetWithPrimary : TopologyType.ReplicaSetNoPrimary;
    }

    private void TakePrimary(ServerDescription server)
    {
        if (!_order.TryAdvance(server))
        {
            Replace(Stale(server, "primary marked stale due to electionId/setVersion mismatch"));
            return;
        }

        foreach (ServerDescription other in _servers.FindAll(
            other => other.Type == ServerType.Primary && other.Host != server.Host))
        {
            Replace(Stale(other, "primary marked stale due to discovery of newer primary"));
        }

        Discover(server.Members);
        _servers.RemoveAll(known => !server.Members.Contains(known.Host));
    }

    /// <summary>A secondary, an arbiter or a member in another state. What it knows of the others counts while nobody knows better, and
    /// a name that is not its own leads to a member that is listed by another name.</summary>
    private void TakeFollower(ServerDescription server)
    {
        if (_type == TopologyType.ReplicaSetNoPrimary)
        {
            Discover(server.Members);
        }

        if (!HasPrimary && server.Primary is MongoHost primary)
        {
            int index = _servers.FindIndex(other => other.Host == primary && other.Type == ServerType.Unknown);
            if (index >= 0)
            {
                _servers[index] = _servers[index] with { Type = ServerType.PossiblePrimary };
            }
        }

        if (server.Me is not null && server.Me != server.Host)
        {
            Remove(server.Host, $"{server.Host.Address} is {server.Me.Address} to its replica set {_setName}");
        }
    }

    private void Discover(IReadOnlyList<MongoHost> members)
    {
        foreach (MongoHost member in members)
        {
            if (!_servers.Exists(server => server.Host == member))
            {
                _servers.Add(ServerDescription.Unknown(member));
            }
        }
    }

    private void Replace(ServerDescription server)
    {
        int index = _servers.FindIndex(known => known.Host == server.Host);
        if (index >= 0)
        {
            _servers[index] = server;
        }
    }

    private void Remove(MongoHost host, string why)
    {
        _servers.RemoveAll(server => server.Host == host);
        _removal = why;
    }

    private string WrongSet(ServerDescription server) => server.SetName is null
        ? $"{server.Host.Address} is not a member of replica set {_setName}; check replicaSet in MONGO_URL"
        : $"{server.Host.Address} is a member of replica set {server.SetName}, not of {_setName}; check replicaSet in MONGO_URL";

    private static ServerDescription Stale(ServerDescription server, string why) =>
        ServerDescription.Unknown(server.Host, new MongoException($"{server.Host.Address}: {why}")) with
        {
            Generation = server.Generation,
        };
}
