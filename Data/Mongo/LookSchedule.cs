using TraceLlm.Monitor.Data.Mongo.Topology;

namespace TraceLlm.Monitor.Data.Mongo;

/// <summary>
/// When to look at a server again. Looks ride on reads: there is no timer, and a client that reads nothing asks nothing. The member
/// of a replica set that is read from is looked at before each poll, so that a stepdown is noticed by the next one.
/// </summary>
/// <param name="options">How often, if the connection string says so.</param>
internal sealed class LookSchedule(MongoUriOptions options)
{
    /// <summary>The specification's least time between two looks: less than any interval of polling, more than one poll takes.</summary>
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(500);

    /// <summary>A server that could not be reached is left alone for so long while another one can be read from (MongoDB
    /// specifications, server discovery, "cooldownMS").</summary>
    private static readonly TimeSpan Cooldown = TimeSpan.FromSeconds(5);

    /// <summary>Servers whose role does not change: only their clock and their versions are looked at.</summary>
    private static readonly TimeSpan Steady = TimeSpan.FromMinutes(1);

    private readonly bool _wantsPrimary = options.ReadPreference.Mode is "primary" or "primaryPreferred";

    /// <summary>How far apart two looks at a member lie that is not read from.</summary>
    public TimeSpan Heartbeat { get; } = options.HeartbeatFrequency ?? TimeSpan.FromSeconds(10);

    /// <param name="member">The server.</param>
    /// <param name="topology">What is known.</param>
    /// <param name="isCurrent">Whether it is the one that is read from.</param>
    /// <param name="now">By the monotonic clock.</param>
    public bool IsDue(Member member, TopologyDescription topology, bool isCurrent, TimeSpan now)
    {
        if (member.Look is not null)
        {
            return false;
        }

        TimeSpan? age = now - member.LookedAt;
        return age is null || member.IsInDoubt
            || (member.Failure is not null ? age >= Cooldown : !member.IsConnected || age >= Interval(member.Host, topology, isCurrent));
    }

    private TimeSpan Interval(MongoHost host, TopologyDescription topology, bool isCurrent) => topology.Type switch
    {
        TopologyType.LoadBalanced => TimeSpan.MaxValue,
        TopologyType.ReplicaSetNoPrimary when _wantsPrimary => Least,
        TopologyType.ReplicaSetNoPrimary or TopologyType.ReplicaSetWithPrimary =>
            isCurrent || topology.Find(host)?.Type == ServerType.Unknown ? Least : Heartbeat,
        _ => options.HeartbeatFrequency ?? Steady,
    };
}
