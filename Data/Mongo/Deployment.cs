using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// The servers of a connection string: looks at them, all at once, and selects the one to read from (MongoDB specifications, server
/// discovery and monitoring for single-threaded clients, server selection). Used by one task at a time; looks that are slow go on
/// beside the reads, and what they found is taken in by the next selection.
/// </summary>
internal sealed class Deployment : IDisposable
{
    /// <summary>Servers not known yet may still be better than the first that answered: they have so long to answer too.</summary>
    private static readonly TimeSpan GraceForUnknown = TimeSpan.FromSeconds(1);

    /// <summary>The specification's default of localThresholdMS.</summary>
    private static readonly TimeSpan DefaultLatencyWindow = TimeSpan.FromMilliseconds(15);

    private readonly MongoUri _uri;
    private readonly TimeProvider _time;
    private readonly TimeSpan _limit;
    private readonly MongoConnector _connector;
    private readonly LookSchedule _schedule;
    private readonly ServerSelector _selector;
    private readonly WallClock _wallClock;
    private readonly List<Member> _members = [];
    private TopologyDescription _topology;
    private MongoHost? _current;

    /// <param name="uri">The servers, looked up if need be.</param>
    /// <param name="options">How the client presents itself and how long it waits.</param>
    public Deployment(MongoUri uri, MongoClientOptions options, TimeProvider time)
    {
        (_uri, _time) = (uri, time);
        _limit = uri.Options.ServerSelectionTimeout ?? options.ConnectLimit;
        _connector = new MongoConnector(uri, options);
        _schedule = new LookSchedule(uri.Options);
        _selector = new ServerSelector(uri.Options.ReadPreference, _schedule.Heartbeat);
        _wallClock = new WallClock(time);
        _topology = TopologyDescription.Of(uri);
        FollowTopology();
    }

    /// <summary>There is more than one server.</summary>
    public bool HasOthers => _members.Count > 1;

    /// <summary>Only the list of the connection string tells which servers there are, no server does.</summary>
    public bool FollowsSeeds => _topology.FollowsSeeds;

    public IReadOnlyCollection<MongoHost> Hosts => [.. _members.Select(static member => member.Host)];

    private string Mode => _uri.Options.ReadPreference.Mode;

    /// <summary>Finds the server for a read, looking at those that are due.</summary>
    /// <param name="avoid">A server that just failed: taken only when no other fits.</param>
    /// <exception cref="MongoException">None can be read from, in time.</exception>
    public async Task<Member> SelectAsync(MongoHost? avoid, CancellationToken cancellation)
    {
        var deadline = new Deadline(_limit, _time);
        TimeSpan startedAt = _time.Now();
        bool isLastResort = false;
        if (_wallClock.HasLeapt())
        {
            Disconnect(); // what outlived a sleep of the machine may be dead without a sign
        }

        while (true)
        {
            await CollectAsync();
            BeginLooks(startedAt, isLastResort);
            Member? found = Choose(avoid);
            TimeSpan wait = found is null ? deadline.Left : Patience(found, avoid);
            bool isTimeUp = deadline.Left == TimeSpan.Zero;
            if (found is not null && (wait <= TimeSpan.Zero || isTimeUp))
            {
                _current = found.Host;
                return found;
            }

            bool isUnderWay = _members.Exists(static member => member.Look is not null);
            if (isTimeUp || (!isUnderWay && isLastResort) || IsRefusedSince(startedAt))
            {
                throw _topology.Type == TopologyType.LoadBalanced && _members[0].Failure is MongoException failure
                    ? failure
                    : SelectionFailure.Describe(_topology, _uri, _limit);
            }

            isLastResort |= !isUnderWay; // then those are asked too that failed a moment ago
            await WaitAsync(wait < deadline.Left ? wait : deadline.Left, cancellation);
        }
    }

    /// <summary>A command failed: what that tells of the server is kept in mind, and all are looked at anew.</summary>
    public void Report(Member member, MongoException error)
    {
        if (!(error.IsNetworkFailure || error.IsNoAnswer || error.IsStateChange))
        {
            return;
        }

        int maxWireVersion = member.Server?.MaxWireVersion ?? 0;
        _topology = _topology.After(new ServerFailure(member.Host, error, member.Generation, maxWireVersion));
        if (_topology.Find(member.Host)?.Generation != member.Generation || _topology.Type == TopologyType.LoadBalanced)
        {
            member.Disconnect();
        }

        foreach (Member other in _members)
        {
            other.IsInDoubt |= other == member || (_topology.IsReplicaSet && other.Failure is null);
        }

        FollowTopology();
    }

    /// <summary>The list of the connection string has changed.</summary>
    public void TakeSeeds(IReadOnlyList<MongoHost> seeds)
    {
        _topology = _topology.WithSeeds(seeds);
        FollowTopology();
    }

    /// <summary>Closes the connections; the next selection opens them again.</summary>
    public void Disconnect()
    {
        _members.ForEach(static member => member.Dispose());
        _members.Clear();
        FollowTopology();
    }

    public void Dispose()
    {
        _members.ForEach(static member => member.Dispose());
        _members.Clear();
    }

    /// <summary>Takes in what finished looks found.</summary>
    private async Task CollectAsync()
    {
        foreach (Member member in _members.ToArray())
        {
            if (await member.CollectAsync() is ServerDescription found)
            {
                _topology = _topology.After(found);
            }
        }

        FollowTopology();
    }

    /// <summary>One member for each server of the topology.</summary>
    private void FollowTopology()
    {
        foreach (Member gone in _members.FindAll(member => _topology.Find(member.Host) is null))
        {
            gone.Dispose();
            _members.Remove(gone);
        }

        foreach (ServerDescription server in _topology.Servers)
        {
            if (!_members.Exists(member => member.Host == server.Host))
            {
                _members.Add(new Member(server.Host, _connector, _time));
            }
        }
    }

    private void BeginLooks(TimeSpan selectionStartedAt, bool isLastResort)
    {
        foreach (Member member in _members)
        {
            bool isForced = isLastResort && member.Look is null && !(member.LookedAt >= selectionStartedAt);
            if (isForced || _schedule.IsDue(member, _topology, member.Host == _current, _time.Now()))
            {
                member.BeginLook(_limit, _topology.Find(member.Host)!.Generation);
            }
        }
    }

    /// <summary>The best of the servers that can be read from at once. The one that is read from stays it while it is not much slower
    /// than others: a change costs reading everything anew.</summary>
    private Member? Choose(MongoHost? avoid)
    {
        var ready = _topology with { Servers = [.. _topology.Servers.Where(server => MemberOf(server).IsReady)] };
        IReadOnlyList<ServerDescription> suitable = _selector.Suitable(ready, avoid is null ? null : host => host == avoid);
        if (suitable.Count == 0)
        {
            return null;
        }

        TimeSpan threshold = _uri.Options.LocalThreshold ?? DefaultLatencyWindow;
        IReadOnlyList<ServerDescription> window = ServerSelector.InLatencyWindow(suitable, threshold);
        return MemberOf(ServerSelector.InLatencyWindow(suitable, 2 * threshold).FirstOrDefault(server => server.Host == _current)
            ?? window[Random.Shared.Next(window.Count)]);
    }

    /// <summary>How long to wait for the answer of a server that may suit better.</summary>
    private TimeSpan Patience(Member found, MongoHost? avoid)
    {
        ServerDescription server = _topology.Find(found.Host)!;
        bool isBest = server.Type switch
        {
            ServerType.Primary => Mode is "primary" or "primaryPreferred" || (Mode == "nearest" && found.Host == _current),
            ServerType.Secondary => Mode is not "primaryPreferred" && found.Host == _current,
            _ => found.Host == _current || _topology.Type is TopologyType.Single or TopologyType.LoadBalanced,
        };
        return isBest ? TimeSpan.Zero : _members.Max(member => member.Host == avoid ? TimeSpan.Zero : Hope(member));
    }

    /// <summary>How much longer the answer of a server is worth waiting for. One that was silent before is not waited for again.</summary>
    private TimeSpan Hope(Member member)
    {
        if (member.Look is null || member.Failure is not null)
        {
            return TimeSpan.Zero;
        }

        TimeSpan grace = member.Server is null ? GraceForUnknown : _limit / 2;
        return member.LookedAt!.Value + grace - _time.Now();
    }

    private bool IsRefusedSince(TimeSpan startedAt) => _members.Exists(member =>
        member.LookedAt >= startedAt && member.Failure?.IsLoginRefused == true);

    private async Task WaitAsync(TimeSpan wait, CancellationToken cancellation)
    {
        Task[] looks = [.. _members.Select(static member => member.Look).OfType<Task>()];
        if (looks.Length == 0)
        {
            return;
        }

        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny([.. looks, Task.Delay(wait.ToWholeMilliseconds(), _time, done.Token)]);
        await done.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private Member MemberOf(ServerDescription server) => _members.Find(member => member.Host == server.Host)!;
}
