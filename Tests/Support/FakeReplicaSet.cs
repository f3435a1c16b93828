using System.Collections.Concurrent;

namespace TraceLlm.Monitor.Tests.Support;

/// <summary>
/// The members of a replica set, each a <see cref="FakeMongod"/> that tells of the others as real ones do. Counts are answered with the
/// member's number.
/// </summary>
internal sealed class FakeReplicaSet : IAsyncDisposable
{
    public const string Name = "rs0";

    private readonly Func<int, FakeRequest, FakeReply?> _script;
    private readonly ConcurrentDictionary<int, FakeReply> _hellos = [];
    private volatile int _primary;
    private volatile int _election = 1;

    /// <param name="memberCount">How many members; the first one is the primary.</param>
    /// <param name="script">A member's answer to a command that is no hello; null: the usual one.</param>
    public FakeReplicaSet(int memberCount, Func<int, FakeRequest, FakeReply?>? script = null)
    {
        _script = script ?? ((_, _) => null);
        Members = [.. Enumerable.Range(0, memberCount).Select(i => new FakeMongod(request => Answer(i, request)))];
    }

    public IReadOnlyList<FakeMongod> Members { get; }

    /// <summary>By the members' numbers, as JSON.</summary>
    public ConcurrentDictionary<int, string> Tags { get; } = [];

    /// <summary>Names all members.</summary>
    public string Uri => $"mongodb://{string.Join(',', Members.Select(member => member.Address))}/?replicaSet={Name}";

    /// <summary>Another member becomes the primary; -1: none is.</summary>
    public void Elect(int member) => (_primary, _election) = (member, _election + 1);

    /// <summary>A member answers hello by itself, whatever the others say.</summary>
    /// <param name="hello">Null: as the others again.</param>
    public void Spoil(int member, FakeReply? hello)
    {
        if (hello is null)
        {
            _hellos.TryRemove(member, out _);
        }
        else
        {
            _hellos[member] = hello;
        }
    }

    /// <summary>What a member says of itself now.</summary>
    public string Hello(int member)
    {
        string role = member == _primary
            ? $$"""
                "isWritablePrimary":true,"setVersion":1,"electionId":{"$oid":"{{_election:x24}}"}
                """
            : "\"isWritablePrimary\":false,\"secondary\":true";
        string tags = Tags.TryGetValue(member, out string? own) ? $",\"tags\":{own}" : "";
        string hosts = string.Join(',', Members.Select(other => $"\"{other.Address}\""));
        return $$"""
            {"helloOk":true,"maxWireVersion":21,"localTime":{"$date":1773489600000},"setName":"{{Name}}",
             "me":"{{Members[member].Address}}","hosts":[{{hosts}}],{{role}}{{tags}} }
            """;
    }

    /// <summary>How often each member got a command of this name.</summary>
    public int[] Received(string command) =>
        [.. Members.Select(member => member.Requests.Count(request => request.Name == command))];

    /// <summary>Waits until each member was asked at least once.</summary>
    public async Task AllConnectedAsync()
    {
        foreach (FakeMongod member in Members)
        {
            await member.ReceivedAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (FakeMongod member in Members)
        {
            await member.DisposeAsync();
        }
    }

    private FakeReply Answer(int member, FakeRequest request) =>
        request.Name is "isMaster" or "hello" ? _hellos.GetValueOrDefault(member) ?? FakeReply.Ok(Hello(member))
        : _script(member, request) ?? FakeReply.Ok($$"""{"n":{{member}} }""");
}
